"""What a person can do to an engagement: each verb is one transaction, one event and one change of state.

A verb whose new state equals the old one writes nothing and returns False, so that repeating is harmless.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from assess.clock import timestamp
from assess.engagement.chain import Event, Json, Kind, append, last_event
from assess.engagement.errors import EngagementError
from assess.engagement.projection import ANSWER, DECISION, TABLES, StateTable, project
from assess.engagement.reading import Reading, same_row
from assess.engagement.rows import (
    WITHDRAWN,
    StateRow,
    answer_row,
    decision_row,
    figure_row,
    incident_row,
    profile_row,
    target_row,
)
from assess.evidence.collectors import Target
from assess.evidence.scope import complaint
from assess.interview.answers import Answer, Incident, Profile, RespondentId
from assess.interview.decisions import Decision, DecisionKind, Figure, Suppression, decision_key
from assess.model.practices import Level, PracticeId, Role

_EMPTY_ANSWER: Mapping[str, Json] = {"state": "", "level": None, "note": "", "shown": None, "reason": ""}


class Verbs(Reading):
    """Verbs of an open engagement file. All raise `EngagementError` and then have changed nothing."""

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several verbs in one durable transaction: all of them are saved when the block ends, or none."""
        with self.writing():
            yield

    def answer(self, answer: Answer, *, round_id: int | None = None) -> bool:
        """What one respondent says about one practice. An empty note keeps the note of this round; nothing shown
        keeps what was shown for the same level in this round."""
        with self.writing():
            chosen = self.chosen(round_id)
            self._require_respondent(answer.respondent)
            old = self._own_answer(answer.practice, answer.respondent, chosen)
            new = answer_row(answer)
            if old is not None:
                new["note"] = new["note"] or old["note"]
                if (old["state"], old["level"]) == (new["state"], new["level"]) and new["shown"] is None:
                    new["shown"] = _parsed(old["shown"])
            return self._put_answer(answer.practice, answer.respondent, new, chosen)

    def note(self, practice: PracticeId, respondent: RespondentId, text: str, *, round_id: int | None = None) -> bool:
        """Sets the note beside an answer, or before one is given; an empty text clears it."""
        with self.writing():
            chosen = self.chosen(round_id)
            self._require_respondent(respondent)
            old = self.current_answer(practice, respondent, chosen)
            today = self.clock().date().isoformat()
            if old is None or old["state"] == WITHDRAWN:
                if not text:
                    return False
                return self._put_answer(practice, respondent, {**_EMPTY_ANSWER, "note": text, "date": today}, chosen)
            if old["note"] == text:
                return False
            kept: StateRow = {name: old[name] for name in (*_EMPTY_ANSWER, "date")}
            kept |= {"shown": _parsed(old["shown"]), "note": text}
            return self._put_answer(practice, respondent, kept, chosen)

    def withdraw(self, practice: PracticeId, respondent: RespondentId, *, round_id: int | None = None) -> bool:
        """Takes an answer back, also one carried over from an older round (which keeps it)."""
        with self.writing():
            chosen = self.chosen(round_id)
            old = self.current_answer(practice, respondent, chosen)
            if old is None or old["state"] == WITHDRAWN:
                return False
            gone: StateRow = {**_EMPTY_ANSWER, "state": WITHDRAWN, "date": old["date"]}
            return self._put_answer(practice, respondent, gone, chosen)

    def undo(self, practice: PracticeId, respondent: RespondentId, *, round_id: int | None = None) -> bool:
        """Restores what stood before the last change of this answer in this round; each call goes one step
        further back. False if nothing is left to undo."""
        with self.writing():
            chosen = self.chosen(round_id)
            changes = [e for e in self.history(Kind.ANSWER, f"{practice}/{respondent}") if e.round == chosen]
            last = _not_yet_undone(changes)
            if last is None:
                return False
            old = json.loads(last.payload)["old"]
            key: StateRow = {"practice": practice, "respondent": respondent}
            current = _bare(ANSWER, self._own_answer(practice, respondent, chosen))
            self._event(Kind.ANSWER, f"{practice}/{respondent}", key, current, old, chosen, undoes=last.n)
            return True

    def decide(self, decision: Decision, *, round_id: int | None = None) -> bool:
        """Records a decision of an assessor; it replaces the one of the same kind and subject."""
        if isinstance(decision, Suppression):
            _require_filter(decision)
        with self.writing():
            kind, subject = decision_key(decision)
            return self._set(Kind.DECISION, (kind.value, subject), decision_row(decision), self.chosen(round_id))

    def revoke(self, kind: DecisionKind, subject: str, *, round_id: int | None = None) -> bool:
        """Takes a decision back, also one carried over from an older round (which keeps it)."""
        with self.writing():
            chosen = self.chosen(round_id)
            old = self.current_row(DECISION, (kind.value, subject), chosen)
            if old is None or old["value"] is None:
                return False
            gone: StateRow = {"reason": "", "approver": "", "expires": None, "date": None, "shown": None}
            return self._set(Kind.DECISION, (kind.value, subject), {**gone, "value": None}, chosen)

    def set_profile(self, profile: Profile, *, round_id: int | None = None) -> bool:
        """Sets size and wishes of the organisation for that round; the next round starts with them."""
        with self.writing():
            chosen = self.chosen(round_id)
            self._scope_reads(profile, chosen)
            old = self.current_row(TABLES[Kind.ROUND], (chosen,), chosen)
            assert old is not None  # `chosen` found it
            settings = {**json.loads(str(old["settings"])), "profile": profile_row(profile)}
            row: StateRow = {name: old[name] for name in ("name", "opened_at", "model_digest")}
            return self._set(Kind.ROUND, (chosen,), {**row, "settings": settings}, chosen)

    def _scope_reads(self, profile: Profile, chosen: int) -> None:
        """A scope that nobody could mean is refused when it is given, not where it stands already."""
        old = self.profile(chosen)
        scope = (profile.scope_accounts, profile.scope_repositories)
        if scope != (old.scope_accounts, old.scope_repositories):
            found = complaint(*scope, self.targets(chosen))
            if found:
                raise EngagementError(f"nothing was saved: {found}")

    def set_target(self, practice: PracticeId, level: Level | None, *, round_id: int | None = None) -> bool:
        """Sets the level wanted for a practice; None returns to the method's own."""
        with self.writing():
            profile = self.profile(round_id)
            wanted = {known: value for known, value in profile.targets.items() if known != practice}
            if level is not None:
                wanted[practice] = level
            return self.set_profile(replace(profile, targets=wanted), round_id=round_id)

    def add_respondent(self, name: str, roles: Sequence[Role], *, team: str = "", key: str = "") -> RespondentId:
        """Adds a person and returns the opaque id, or changes roles and team of the one with this `key` (the id
        in answers.yaml), else of this name. The id follows from the chain, so that a frozen run repeats it."""
        with self.writing() as connection:
            row: StateRow = {"key": key, "name": name, "roles": list(roles), "team": team}
            found = self.rows(
                "SELECT id, key FROM respondent WHERE (key <> '' AND key = ?) "
                "OR (name <> '' AND lower(name) = lower(?)) ORDER BY key = ? DESC, id LIMIT 1",
                (key, name, key),
            )
            if found:
                identifier, known_key = str(found[0][0]), str(found[0][1])
                row["key"] = known_key or key
            else:
                n, previous = last_event(connection)
                identifier = "p" + hashlib.sha256(f"{previous}{n + 1}".encode()).hexdigest()[:10]
            self._set(Kind.RESPONDENT, (identifier,), row, self.round)
            return RespondentId(identifier)

    def add_figure(self, figure: Figure, *, round_id: int | None = None) -> bool:
        """Records a measured outcome; it replaces the one of the same KPI and period."""
        with self.writing():
            return self._set(Kind.FIGURE, (figure.kpi, figure.period), figure_row(figure), self.chosen(round_id))

    def add_incident(self, incident: Incident) -> bool:
        """Records an incident; it replaces the one of the same id."""
        with self.writing():
            return self._set(Kind.INCIDENT, (incident.id,), incident_row(incident), self.round)

    def add_target(self, target: Target) -> bool:
        """Makes a target known, or changes its name, settings, labels and exclusion."""
        with self.writing():
            return self._set(Kind.TARGET, (target.id,), target_row(target), self.round)

    def set_meta(self, key: str, value: str) -> bool:
        """Sets a setting of the engagement."""
        with self.writing():
            return self._set(Kind.META, (key,), {"value": value}, self.round)

    def open_round(self, name: str, *, model_digest: str) -> int:
        """Opens the next round and returns its number: answers, decisions and profile carry over."""
        with self.writing():
            last = self.rounds()[-1].id
            ((settings,),) = self.rows("SELECT settings FROM round WHERE id = ?", (last,))
            row: StateRow = {"name": name, "opened_at": timestamp(self.clock()), "model_digest": model_digest}
            self._set(Kind.ROUND, (last + 1,), {**row, "settings": json.loads(str(settings))}, last + 1)
            return last + 1

    def _set(self, kind: Kind, key: tuple[str | int, ...], new: StateRow, round_: int) -> bool:
        """One event and one changed row, unless the row already says so."""
        table = TABLES[kind]
        old = self.current_row(table, key, round_)
        if same_row(old, new):
            return False
        own = old if old is None or not table.by_round or old["round"] == round_ else None
        named: StateRow = dict(zip(table.key, key, strict=True))
        self._event(kind, "/".join(map(str, key)), named, _bare(table, own), new, round_)
        return True

    def _event(
        self,
        kind: Kind,
        subject: str,
        key: StateRow,
        old: StateRow | None,
        new: StateRow | None,
        round_: int,
        **more: Json,
    ) -> Event:
        payload: dict[str, Json] = {"key": key, "old": old, "new": new, **more}
        return self.append_event(kind, subject, payload, round_, {})

    def append_event(
        self, kind: Kind, subject: str, payload: Mapping[str, Json], round_: int, blobs: Mapping[str, bytes]
    ) -> Event:
        """Adds an event and changes the state as it says, within the caller's transaction."""
        with self.writing() as connection:
            event = append(
                connection,
                at=timestamp(self.clock()),
                actor=self.actor,
                program=self.program,
                round_=round_,
                kind=kind,
                subject=subject,
                payload=payload,
            )
            project(connection, event, blobs)
            return event

    def _put_answer(self, practice: PracticeId, respondent: RespondentId, new: StateRow, round_: int) -> bool:
        return self._set(Kind.ANSWER, (practice, respondent), new, round_)

    def _own_answer(self, practice: str, respondent: str, round_: int) -> StateRow | None:
        """The answer of this very round; a carried one belongs to its own."""
        old = self.current_answer(practice, respondent, round_)
        return old if old is not None and old["round"] == round_ else None

    def _require_respondent(self, respondent: RespondentId) -> None:
        if not self.rows("SELECT 1 FROM respondent WHERE id = ?", (respondent,)):
            raise EngagementError(f"{self.path} knows no respondent {respondent}; add the person first")


def _require_filter(suppression: Suppression) -> None:
    from assess.evidence.filter import FilterError, parse

    try:
        parse(suppression.filter)
    except FilterError as error:
        raise EngagementError(
            f"the suppression `{suppression.filter}` is no filter ({error}); nothing was saved"
        ) from error


def _not_yet_undone(changes: Sequence[Event]) -> Event | None:
    """The newest change that was not undone: an undo steps over what it undid."""
    position = len(changes) - 1
    while position >= 0:
        undoes = json.loads(changes[position].payload).get("undoes")
        if undoes is None:
            return changes[position]
        while position >= 0 and changes[position].n >= undoes:
            position -= 1
    return None


def _parsed(value: Any) -> Json:
    parsed: Json = json.loads(value) if isinstance(value, str) and value else None
    return parsed


_JSON_COLUMNS = frozenset({"shown", "roles", "settings", "labels", "data"})


def _bare(table: StateTable, row: StateRow | None) -> StateRow | None:
    """A stored row as an event carries it: without key, round and time, JSON columns parsed."""
    if row is None:
        return None
    filled_in = {*table.key, "round"} | ({"at"} if table.at else set())
    return {k: _parsed(v) if k in _JSON_COLUMNS else v for k, v in row.items() if k not in filled_in}
