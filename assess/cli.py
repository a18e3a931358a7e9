"""The way in from a shell: the version at once, then the commands, and the one border where errors become sentences.

stdout carries data, stderr narration. No traceback reaches a user unless `--debug` is given.
"""

from __future__ import annotations

import sys

from assess import __version__
from assess.exits import DONE, INTERRUPTED, PARTLY_DONE, UNEXPECTED, USAGE

TYPE_CHECKING = False  # importing typing alone would double what `--version` costs
if TYPE_CHECKING:
    from typing import NoReturn

_SEAMS = (
    ("assess.model.yaml_reader", "SourceError"),
    ("assess.evidence.collectors", "CollectorError"),
    ("assess.evidence.filter", "FilterError"),
    ("assess.engagement.errors", "EngagementError"),
    ("assess.report.errors", "ReportError"),
    ("assess.demo.organisation", "DemoError"),
    ("assess.commands", "CommandError"),
)
"""The exceptions that are sentences for the user, one for each seam; looked up only where the seam was loaded."""


def main() -> None:
    """Entry point of the `assess` command."""
    _fill_missing_streams()
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        _print_version()
        return
    debug = "--debug" in arguments
    sys.exit(_run([argument for argument in arguments if argument != "--debug"], debug))


def _fill_missing_streams() -> None:
    """A stream that the caller closed swallows what it is given. Left closed, the next file to be opened would take
    its place, and what is meant for the terminal would be written into it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open("/dev/null", mode))  # noqa: SIM115 (stays open as long as the program runs)


def _print_version() -> None:
    try:
        print(f"assess {__version__}", flush=True)
    except OSError as error:
        sys.stdout = None  # its buffer would be written once more, and fail once more, at the end
        sys.exit(_told(_unexpected(error), PARTLY_DONE))


def _run(arguments: list[str], debug: bool) -> int:
    """Runs one command and returns its exit code (design section 4)."""
    import click

    from assess.commands import assess
    from assess.program import called

    try:
        code = assess.main(arguments, prog_name=called(), standalone_mode=False)
    except click.exceptions.Abort:
        return _told("stopped", INTERRUPTED)
    except click.ClickException as error:
        where = f" (see {error.ctx.command_path} --help)" if isinstance(error, click.UsageError) and error.ctx else ""
        return _told(error.format_message() + where, USAGE)
    except KeyboardInterrupt:
        return _told("stopped", INTERRUPTED)
    except BrokenPipeError:
        _leave_quietly()
    except SystemExit:  # what click makes of a broken pipe, and of nothing else in this mode
        _leave_quietly()
    except Exception as error:
        if debug:
            raise
        if isinstance(error, _told_errors()):
            return _told(str(error), getattr(error, "exit_code", USAGE))
        return _told(_unexpected(error), PARTLY_DONE if _is_disk_full(error) else UNEXPECTED)
    return code if isinstance(code, int) else DONE


def _told_errors() -> tuple[type[BaseException], ...]:
    loaded = ((sys.modules.get(module), name) for module, name in _SEAMS)
    return tuple(getattr(module, name) for module, name in loaded if module is not None)


def _told(sentence: str, code: int) -> int:
    from assess.program import as_called

    print(_wrapped(f"assess: {as_called(sentence)}"), file=sys.stderr)
    return code


def _wrapped(sentence: str) -> str:
    """In lines that a terminal does not break inside a word; for a program that reads it, one line."""
    from shutil import get_terminal_size
    from textwrap import fill

    if not sys.stderr.isatty():
        return sentence
    columns = max(40, get_terminal_size().columns)
    parts = sentence.split("\n")
    return "\n".join(fill(part, columns, break_long_words=False, break_on_hyphens=False) for part in parts)


def _is_disk_full(error: Exception) -> bool:
    import errno

    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _unexpected(error: Exception) -> str:
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        if _is_disk_full(error):
            return f"the disk is full{place}; nothing that was saved is lost: free some space, then try again"
        return f"{error.strerror or error}{place}; nothing was lost"
    return (
        f"something unexpected happened: {type(error).__name__}: {error}; nothing that was saved is lost "
        "(run the command again with --debug to see where)"
    )


def _leave_quietly() -> NoReturn:
    """The reader of our output went away, as `| head` does: no message, and no second error while closing."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(DONE)
