"""Makes the assessment of a large engagement beside the screen: with a connection of its own, in a thread. No Textual.

`made_with` is the whole way from the file to an assessment, for this thread and for the one of the screen alike.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assess.engagement import Engagement, EngagementError

if TYPE_CHECKING:
    from assess.assessment import Assessment
    from assess.model.practices import OperatingModel


@dataclass(frozen=True, slots=True)
class Made:
    """An assessment, and whether the stored findings it rests on no longer follow from the facts."""

    assessment: Assessment
    judging_needed: bool


def made_with(engagement: Engagement, model: OperatingModel) -> Made:
    """The whole story. Where findings are out of date they stay as they are. Raises `EngagementError`."""
    from assess import refreshing
    from assess.assessment import concluded
    from assess.interview.claims import claims
    from assess.scoring import observe

    inputs = engagement.assessment_inputs()
    judging_needed = bool(inputs.collected) and not refreshing.is_current(engagement, model, inputs)
    evidence = refreshing.evidence(engagement, model, inputs)
    as_of = inputs.as_of.date()
    said = claims(inputs.answers, inputs.respondents, inputs.decisions, model, as_of)
    seen = observe(evidence, inputs.profile, as_of)
    return Made(concluded(model, inputs, evidence, said, seen), judging_needed)


class Assessing:
    """One assessment in the making; starts at once. `of` is the state of the file that it is made of: what was made of
    an older one is of no use."""

    def __init__(self, opened: Callable[[], Engagement], model: OperatingModel, of: object) -> None:
        self._opened = opened
        self._model = model
        self.of = of
        self.made: Made | None = None
        """Complete once it is not `running`; None if the file could not be read."""
        self._thread = threading.Thread(target=self._make, name="assessing", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    def wait(self) -> None:
        """Waits until it is done."""
        self._thread.join()

    def _make(self) -> None:
        try:
            with self._opened() as own:
                self.made = made_with(own, self._model)
        except EngagementError:
            self.made = None  # the screen's own connection meets the same, and says it
