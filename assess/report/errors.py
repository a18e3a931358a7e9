"""What can go wrong between a document and its files, said in one sentence."""

from __future__ import annotations


class ReportError(Exception):
    """A report that was not written, or not as asked: what, where, and what to do.

    `exit_code` is 2 where nothing was written and 4 where something else was (design section 4).
    """

    def __init__(self, message: str, *, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code
