"""Where collected facts are kept: the engine's `Sink`, and the `FactSource` that checks read from.

One `collected` event a job with the digests of its fact batches; the facts lie beside it, compressed, and are
found again by round. What facts mean, and which are due again, is decided by the engine.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assess.clock import timestamp
from assess.engagement.chain import Json, Kind
from assess.engagement.errors import EngagementError
from assess.engagement.projection import JOB, TARGET
from assess.engagement.reading import same_row
from assess.engagement.rows import StateRow, target_row
from assess.engagement.verbs import Verbs
from assess.evidence.codec import decode, encode
from assess.evidence.collectors import JobId, JobRecord, JobResult, JobState, Target
from assess.evidence.facts import Fact, NotRead, Reason, TargetId, Unread


class Collecting(Verbs):
    """Gives out the sink and the sources of an open engagement file."""

    def sink(self, *, round_id: int | None = None) -> RoundSink:
        """Where the engine saves what jobs of that round bring."""
        return RoundSink(self, self.chosen(round_id))

    def saved_facts(self, kinds: Mapping[str, type[Fact]], *, round_id: int | None = None) -> RoundFacts:
        """The facts of that round as one state: for each job the newest successful read of any round up to it.
        `kinds` is the registry of the installed collectors (`assess.evidence.codec.registry`)."""
        return RoundFacts(self, self.chosen(round_id), kinds)

    def fact_counts(self, *, round_id: int | None = None) -> tuple[tuple[str, int], ...]:
        """Each kind with the number of its facts at that round; needs no collector."""
        chosen = self.chosen(round_id)
        used = {record.id: found for record, found in _snapshot(self, chosen)}
        counts: dict[str, int] = {}
        for kind, job, found, count in self.rows("SELECT kind, job, round, count FROM fact_batch ORDER BY kind"):
            if used.get(JobId(str(job))) == found:
                counts[str(kind)] = counts.get(str(kind), 0) + int(count or 0)
        return tuple(counts.items())

    def record_jobs(self, results: Sequence[JobResult], round_: int) -> None:
        """Saves jobs, facts, discovered targets and one event a job, all in one durable transaction."""
        with self.writing():
            kept: dict[TargetId, Target] = {}
            for result in results:
                self._record(result, round_, kept)

    def _record(self, result: JobResult, round_: int, kept: dict[TargetId, Target]) -> None:
        """Saves one job. `kept` are the targets that are known to be saved as they are, in this transaction."""
        result, encoded = _encoded(result)
        job = result.job
        old = self.current_row(JOB, (job.id,), round_)
        own = old if old is not None and old["round"] == round_ else None
        keeps_older_read = result.state is not JobState.DONE and own is not None and own["read_at"] is not None
        row = self._job_row(result, own if keeps_older_read else None)
        batches: list[Json] | None = None
        if not keeps_older_read:
            batches = [
                {
                    "kind": kind,
                    "shape": facts[0].shape,
                    "count": len(facts),
                    "digest": hashlib.sha256(encoded[kind]).hexdigest(),
                }
                for kind, facts in _by_kind(result.facts).items()
            ]
        blobs = {kind: zlib.compress(data) for kind, data in encoded.items()} if batches else {}
        told = (job.target, *result.targets)
        targets = [{"id": t.id, **target_row(t)} for t in told if kept.get(t.id) != t and self._is_news(t, round_)]
        kept.update({target.id: target for target in told})
        payload: dict[str, Json] = {"job": row, "batches": batches, "targets": targets}
        self.append_event(Kind.COLLECTED, job.id, payload, round_, blobs)

    def _job_row(self, result: JobResult, older: StateRow | None) -> StateRow:
        """The row of a job: a refused rerun keeps the time and source of the read whose facts are kept."""
        job, unread, at = result.job, result.unread, timestamp(result.at or self.clock())
        return {
            "id": job.id,
            "collector": job.collector,
            "probe": job.probe,
            "target": job.target.id,
            "region": job.region,
            "state": result.state.value,
            "reason": unread.reason.value if unread else "",
            "detail": unread.detail if unread else "",
            "needs": unread.needs if unread else "",
            "calls": result.calls,
            "seconds": round(float(result.seconds), 3),
            "at": at,
            "read_at": at if result.state is JobState.DONE else (older["read_at"] if older else None),
            "source": older["source"] if older else result.source,
        }

    def _is_news(self, target: Target, round_: int) -> bool:
        return not same_row(self.current_row(TARGET, (target.id,), round_), target_row(target))


@dataclass(frozen=True, slots=True)
class RoundSink:
    """A `Sink` for one round."""

    engagement: Collecting
    round: int

    def finished(self) -> frozenset[JobId]:
        """Ids of the jobs of this round that are done: a resumed run skips them."""
        found = self.engagement.rows("SELECT id FROM job WHERE round = ? AND state = 'done'", (self.round,))
        return frozenset(JobId(str(one)) for (one,) in found)

    def record(self, results: Sequence[JobResult]) -> None:
        """Saves jobs, facts and events of these results in one transaction."""
        self.engagement.record_jobs(results, self.round)


class RoundFacts:
    """A `FactSource` for one round: what was saved when it was made, whatever is saved later."""

    def __init__(self, engagement: Collecting, round_: int, kinds: Mapping[str, type[Fact]]) -> None:
        self._engagement = engagement
        self._round = round_
        self._kinds = kinds
        with engagement.reading():
            snapshot = _snapshot(engagement, round_)
            self._used = {record.id: found for record, found in snapshot}
            other_forms = self._other_forms()
        self._jobs = {record.id: _unreadable(record, other_forms.get(record.id)) for record, _ in snapshot}

    def jobs(self) -> Sequence[JobRecord]:
        """For each job id the newest usable record up to this round, by id. A job whose facts were stored in
        another form than this program's counts as skipped: it says nothing until it is run again."""
        return tuple(self._jobs.values())

    def targets(self) -> Sequence[Target]:
        """Every target known at this round, by id."""
        return self._engagement.targets(self._round)

    def facts(self, kind: str) -> Iterator[tuple[JobRecord, Fact]]:
        """Every fact of that kind with the job that read it, ordered by job id, then as saved. One batch is in
        memory at a time. Raises `EngagementError` if no installed collector knows the kind."""
        made = self._kinds.get(kind)
        if made is None:
            raise EngagementError(
                f"{self._engagement.path} holds facts of kind {kind}, which no installed collector knows; "
                "install the collector that read them"
            )
        for job, found, shape in self._batches(kind):
            record = self._jobs[job]
            try:
                for fact in decode(made, self._stored(found, job, kind), shape):
                    yield record, fact
            except NotRead:
                continue  # said by `jobs`

    def _batches(self, kind: str) -> Iterable[tuple[JobId, int, int]]:
        found = self._engagement.rows(
            "SELECT job, round, shape FROM fact_batch WHERE kind = ? AND round <= ? ORDER BY job", (kind, self._round)
        )
        for job, round_, shape in found:
            if self._used.get(JobId(str(job))) == round_:
                yield JobId(str(job)), int(round_ or 0), int(shape or 0)

    def _stored(self, round_: int, job: JobId, kind: str) -> bytes:
        found = self._engagement.rows(
            "SELECT facts FROM fact_batch WHERE round = ? AND job = ? AND kind = ?", (round_, job, kind)
        )
        try:
            return zlib.decompress(found[0][0]) if found and isinstance(found[0][0], bytes) else b"[]"
        except zlib.error as error:
            raise EngagementError(
                f"{self._engagement.path} is damaged in the facts of job {job}; collect that target again"
            ) from error

    def _other_forms(self) -> Mapping[JobId, str]:
        """The jobs with a batch that this program cannot read, and of which kind."""
        found = self._engagement.rows("SELECT job, round, kind, shape FROM fact_batch WHERE round <= ?", (self._round,))
        unreadable: dict[JobId, str] = {}
        for job, round_, kind, shape in found:
            made = self._kinds.get(str(kind))
            if made is not None and made.shape != shape and self._used.get(JobId(str(job))) == round_:
                unreadable[JobId(str(job))] = str(kind)
        return unreadable


def _snapshot(engagement: Collecting, round_: int) -> list[tuple[JobRecord, int]]:
    """For each job id the newest done read of any round up to this one, marked stale if a newer run was not done;
    else its newest attempt. With the round whose facts count. By job id."""
    done = engagement.named_rows(
        "SELECT *, max(round) FROM job WHERE round <= ? AND read_at IS NOT NULL GROUP BY id", (round_,)
    )
    newest = engagement.named_rows("SELECT *, max(round) FROM job WHERE round <= ? GROUP BY id ORDER BY id", (round_,))
    read = {row["id"]: row for row in done}
    return [_record_of(read.get(attempt["id"]), attempt) for attempt in newest]


def _record_of(read: Mapping[str, Any] | None, attempt: Mapping[str, Any]) -> tuple[JobRecord, int]:
    used = read or attempt
    reason = attempt["reason"]
    record = JobRecord(
        id=JobId(used["id"]),
        probe=used["probe"],
        target=TargetId(used["target"]),
        region=used["region"],
        state=JobState.DONE if read else JobState(attempt["state"]),
        unread=Unread(Reason(reason), attempt["detail"], attempt["needs"]) if reason else None,
        at=datetime.fromisoformat(used["read_at"] if read else attempt["at"]),
        stale=read is not None and attempt["state"] != JobState.DONE,
        source=used["source"],
    )
    return record, used["round"]


def _unreadable(record: JobRecord, kind: str | None) -> JobRecord:
    if kind is None:
        return record
    unread = Unread(Reason.NOT_COLLECTED, f"facts of kind {kind} were stored in another form", "collect again")
    return JobRecord(
        record.id,
        record.probe,
        record.target,
        record.region,
        JobState.SKIPPED,
        unread,
        record.at,
        record.stale,
        record.source,
    )


def _encoded(result: JobResult) -> tuple[JobResult, dict[str, bytes]]:
    """The result with its facts as bytes by kind. Facts that cannot be kept are a fault of their collector: that job
    has failed then, and the others are saved."""
    try:
        return result, {kind: encode(facts) for kind, facts in _by_kind(result.facts).items()}
    except (TypeError, ValueError) as error:
        unread = Unread(Reason.NOT_AVAILABLE, f"what {result.job.probe} read cannot be kept: {error}")
        return replace(result, state=JobState.FAILED, facts=(), unread=unread), {}


def _by_kind(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    kinds: dict[str, list[Fact]] = {}
    for fact in facts:
        kinds.setdefault(fact.kind, []).append(fact)
    return dict(sorted(kinds.items()))
