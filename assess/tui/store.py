"""The store: the open engagement and what follows from it, with a revision for each topic. It knows no screen.

Writers are few; each saves first and then raises the revisions of what changed. Views redraw when a revision differs
from the one they drew. Everything heavy is made when it is first asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from assess import __version__
from assess.engagement import Engagement, EngagementError
from assess.model.loading import load
from assess.tui.glance import GLANCE, Glance, from_json, key_of, to_json
from assess.tui.identity import Identity
from assess.tui.opening import Opened, open_engagement
from assess.tui.saving import Draft, Saver
from assess.tui.topics import Topic, short

if TYPE_CHECKING:
    from assess.assessment import Assessment
    from assess.model.practices import Level, OperatingModel, PracticeId
    from assess.tui.assessing import Assessing


class Store:
    """One engagement in one round, for one app."""

    def __init__(self, path: Path, identity: Identity, opened: Opened, questionnaires: Path | None = None) -> None:
        self.path = path
        self.identity = identity
        self.engagement = opened.engagement
        self.read_only = opened.read_only
        self.saver = Saver(opened.engagement)
        self.what_if: dict[PracticeId, Level] = {}
        self.judging_needed = False
        """Stored findings do not follow from the facts any more: they must be judged again, beside the screen."""
        remembered = opened.engagement.meta("questionnaires")
        self.model: OperatingModel = load(questionnaires or (Path(remembered) if remembered else None))
        self.trouble = ""
        """Why the file could not be read at the last look; empty if it could."""
        self._revisions: Counter[Topic] = Counter()
        self._assessment: Assessment | None = None
        self._beside: Assessing | None = None
        self._before: Assessment | None = None
        self._glance: Glance | None = None
        self._glance_before: Glance | None = None
        self._names: tuple[str, str] | None = None
        self._seen = opened.engagement.revision()

    @classmethod
    def open(
        cls, path: Path, identity: Identity, *, round_id: int | None = None, questionnaires: Path | None = None
    ) -> Store:
        """Opens a file. Raises `EngagementError`, and `SourceError` for questionnaires that cannot be used."""
        opened = open_engagement(path, identity, round_id)
        try:
            return cls(path, identity, opened, questionnaires)
        except BaseException:
            opened.engagement.close()
            raise

    def close(self) -> None:
        """Saves what is being typed, keeps the glance, closes the file."""
        self.saver.flush()
        if self._beside is not None:
            self._beside.wait()  # its connection would keep the file from being left whole
        with suppress(EngagementError):
            self.keep_glance()
        self.engagement.close()

    @property
    def writable(self) -> bool:
        """Whether answers can be recorded."""
        return not self.read_only

    def revision(self, *topics: Topic) -> int:
        """Changes when one of these topics did."""
        return sum(self._revisions[topic] for topic in topics)

    def changed(self, *topics: Topic) -> None:
        """Says that these topics changed."""
        self._revisions.update(topics)

    @property
    def ready(self) -> bool:
        """Whether the assessment was made already."""
        return self._assessment is not None

    @property
    def assessment(self) -> Assessment:
        """The assessment as it stands, with what is supposed (`what_if`)."""
        if self._assessment is None:
            self._assess()
        assert self._assessment is not None  # just made
        return self._assessment

    def conclude(self) -> bool:
        """Sees to the assessment: makes it where that is quick, else has it made beside the screen. Whether it is
        there."""
        if self._assessment is not None:
            return True
        if self._beside is not None and self._beside.running:
            return False
        if self._beside is not None and self._beside.of != self._seen:
            self._beside = None  # somebody saved meanwhile
        if self._beside is None and self._takes_long():
            from assess.tui.assessing import Assessing

            self._beside = Assessing(self._own_connection, self.model, self._seen)
            return False
        self._assess()
        self.changed(Topic.SCORES)
        return True

    @property
    def counting(self) -> bool:
        """Whether the assessment is being made beside the screen."""
        return self._beside is not None

    def _takes_long(self) -> bool:
        from assess import refreshing

        return self.writable and refreshing.takes_long(self.engagement)  # else what was judged is in this connection

    def _own_connection(self) -> Engagement:
        who, chosen = self.identity, self.engagement.round
        return Engagement.open(
            self.path, clock=who.clock, actor=who.actor, program=who.program, write=False, round_id=chosen
        )

    @property
    def supposed_from(self) -> Assessment | None:
        """The assessment without what is supposed; None where nothing is."""
        return self._before if self.what_if else None

    @property
    def organisation(self) -> str:
        """The name of the organisation under assessment."""
        return self._named()[0]

    @property
    def round_name(self) -> str:
        """The name of the round that is worked on."""
        return self._named()[1]

    def _named(self) -> tuple[str, str]:
        if self._names is None:
            chosen = self.engagement.round
            name = next(each.name for each in self.engagement.rounds() if each.id == chosen)
            self._names = (self.engagement.organisation, name)
        return self._names

    @property
    def shown_glance(self) -> Glance | None:
        """The numbers for the status line: as they stand, or as they were kept while they are being made."""
        if self._glance is not None or self.ready:
            return self.glance
        kept = self.kept_glance()
        if kept is not None and kept[1] and not self.what_if:
            self._glance = kept[0]
        return kept[0] if kept is not None else None

    @property
    def outdated(self) -> bool:
        """Whether the numbers on screen are not those of what is stored: somebody must ask for the assessment."""
        _ = self.shown_glance  # takes the one that was kept, if it is still true
        return not self.ready and self._glance is None

    @property
    def glance_before(self) -> Glance | None:
        """The numbers without what is supposed; None where nothing is."""
        if not self.what_if or self._before is None:
            return None
        if self._glance_before is None:
            from assess.tui.glance_of import glance_of

            self._glance_before = glance_of(self._before)
        return self._glance_before

    @property
    def glance(self) -> Glance:
        """The numbers of the overview, of the assessment as it stands."""
        if self._glance is None:
            kept = None if self._assessment is not None or self.what_if else self.kept_glance()
            if kept is not None and kept[1]:
                self._glance = kept[0]
            else:
                from assess.tui.glance_of import glance_of

                self._glance = glance_of(self.assessment)
        return self._glance

    def kept_glance(self) -> tuple[Glance, bool] | None:
        """The last glance that was kept, and whether it is still true."""
        found = self.engagement.derived(GLANCE)
        if found is None:
            return None
        glance = from_json(found[1])
        return None if glance is None else (glance, found[0] == self._key())

    def keep_glance(self) -> None:
        """Keeps the glance for the next start, if it was made and may be written."""
        if self.writable and self.ready and not self.what_if and not self.judging_needed:
            self.engagement.keep_derived(GLANCE, self._key(), to_json(self.glance))

    def look(self) -> bool:
        """Looks whether another process saved something; cheap enough for each tick. Returns whether it did."""
        try:
            seen = self.engagement.revision()
        except EngagementError as error:
            self._told(short(error, self.path))
            return False
        self._told("")
        if seen == self._seen:
            return False
        self._seen = seen
        self.reload(Topic.PEOPLE, Topic.FINDINGS, Topic.COLLECTED)
        return True

    def _told(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self.changed(Topic.SAVED)

    def save(self, change: Callable[[], object], *topics: Topic) -> bool:
        """Saves a change and makes again what follows from it; whether it was saved. What follows from `topics`
        changed too (PEOPLE, FINDINGS)."""
        if self.read_only:
            return False
        self.saver.flush()
        saved = self.saver.save(change)
        self.changed(Topic.SAVED)
        if saved:
            self.after_saving(*topics)
        return saved

    def after_saving(self, *topics: Topic) -> None:
        """Takes over what this process saved itself."""
        self._seen = self.engagement.revision()
        if self._assessment is not None and Topic.FINDINGS not in topics:
            self._conclude()
            self.changed(Topic.SCORES, *topics)
        else:
            self.reload(*topics)

    def typed(self, draft: Draft) -> None:
        """A note was typed; it is saved a moment later."""
        if self.writable:
            self.saver.typed(draft)
            self.changed(Topic.SAVED)

    def flush(self) -> None:
        """Saves what is being typed."""
        if self.saver.draft is not None:
            if self.saver.flush():
                self._seen = self.engagement.revision()
            self.changed(Topic.SAVED)

    def retry(self) -> None:
        """Tries again to save what could not be saved."""
        if self.saver.state.waiting:
            if self.saver.retry():
                self.after_saving(Topic.PEOPLE)
            self.changed(Topic.SAVED)

    def reload(self, *topics: Topic) -> None:
        """Makes everything again when it is next asked for."""
        self._assessment = self._before = self._names = None
        self._glance = self._glance_before = None
        self.changed(Topic.SCORES, *topics)

    def suppose(self, levels: Mapping[PracticeId, Level]) -> None:
        """Supposes levels; an empty mapping supposes nothing. Nothing of it is saved."""
        before = self._before if self.what_if else self.assessment
        self.what_if = dict(levels)
        self._before = before
        if not levels:
            self._assessment, self._before = before, None
        elif before is not None:
            from assess.assessment import concluded

            self._assessment = concluded(
                before.model, before.inputs, before.evidence, before.claims, before.observations, self.what_if
            )
        self._glance = None
        self.changed(Topic.SCORES)

    def _assess(self) -> None:
        """The whole story. Where findings are out of date they stay as they are, and `judging_needed` says so."""
        from assess.tui.assessing import made_with

        beside, self._beside = self._beside, None
        if beside is not None:
            beside.wait()
        made = beside.made if beside is not None and beside.of == self._seen else None
        made = made or made_with(self.engagement, self.model)
        self.judging_needed = made.judging_needed
        self._settle(made.assessment)

    def _conclude(self) -> None:
        """What an answer or a decision needs again; tallies are folded again only if the day or the profile did."""
        from assess.assessment import concluded
        from assess.interview.claims import claims

        old = self._before or self.assessment
        inputs = self.engagement.assessment_inputs()
        as_of = inputs.as_of.date()
        if as_of != old.inputs.as_of.date() or inputs.profile != old.inputs.profile:
            self._assess()
            return
        said = claims(inputs.answers, inputs.respondents, inputs.decisions, self.model, as_of)
        self._settle(concluded(self.model, inputs, old.evidence, said, old.observations))

    def _settle(self, made: Assessment) -> None:
        self._assessment, self._before, self._glance, self._glance_before, self._names = made, None, None, None, None
        if self.what_if:
            self._before = made
            self.suppose(self.what_if)

    def _key(self) -> str:
        """What a kept glance follows from: the program, the model, the round and its last event."""
        _, last = self.engagement.revision()
        return key_of(__version__, self.model.digest, self.engagement.round, last)
