"""What collectors bring: kept once, found again by round, never lost to a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from engagement_builder import KINDS, NOW, PROBE, Lamp, done, lamps, new, refused, reopen, repository

from assess.engagement import Engagement, EngagementError, verify
from assess.evidence.collectors import FactSource, Job, JobResult, JobState, Settings, Sink, Target
from assess.evidence.facts import Fact, Reason, Subject, TargetId, UnitKind, Unread

LATER = NOW + timedelta(days=90)


def lit(engagement: Engagement, round_id: int | None = None) -> list[object]:
    """What the saved lamps say at a round."""
    source: FactSource = engagement.saved_facts(KINDS, round_id=round_id)
    return [fact.lit for _, fact in source.facts("test.lamp") if isinstance(fact, Lamp)]


def record(engagement: Engagement, *results: JobResult, round_id: int | None = None) -> None:
    sink: Sink = engagement.sink(round_id=round_id)
    sink.record(results)


def test_facts_come_back_with_the_job_that_read_them(engagement: Engagement) -> None:
    app, web = repository("app"), repository("web")
    record(engagement, done(web, True), done(app, True, False))
    source = engagement.saved_facts(KINDS)
    found = list(source.facts("test.lamp"))
    assert {fact for _, fact in found} == {*lamps(app, True, False), *lamps(web, True)}
    assert [job.id for job, _ in found] == sorted(job.id for job, _ in found)
    assert {(job.target, job.state, job.source, job.at) for job, _ in found} == {
        (app.id, JobState.DONE, "cat lamps", NOW),
        (web.id, JobState.DONE, "cat lamps", NOW),
    }
    assert source.targets() == (app, web)
    assert engagement.fact_counts() == (("test.lamp", 3),)
    assert engagement.assessment_inputs().collected == ("test",)


def test_a_job_is_one_event_with_the_digests_of_its_facts(engagement: Engagement) -> None:
    before = len(engagement.history())
    record(engagement, done(repository("app"), True), done(repository("web"), True))
    events = engagement.history()[before:]
    assert [event.kind for event in events] == ["collected", "collected"]
    (digest,) = engagement.rows("SELECT digest FROM fact_batch LIMIT 1")[0]
    assert any(str(digest) in event.payload for event in events)
    assert all('"lit"' not in event.payload for event in events)


def test_a_resumed_run_skips_what_is_done_in_this_round(engagement: Engagement) -> None:
    ok, denied = done(repository("app"), True), refused(repository("web"))
    record(engagement, ok, denied)
    assert engagement.sink().finished() == {ok.job.id}
    engagement.open_round("Round 2", model_digest="m")
    assert engagement.sink().finished() == frozenset()


def test_a_rerun_that_succeeds_replaces_the_facts(engagement: Engagement) -> None:
    record(engagement, done(repository(), True, True))
    record(engagement, done(repository(), False, at=LATER))
    assert lit(engagement) == [False]
    assert engagement.saved_facts(KINDS).jobs()[0].at == LATER


def test_a_refused_rerun_leaves_the_older_facts_with_their_time(engagement: Engagement) -> None:
    record(engagement, done(repository(), False))
    record(engagement, refused(repository(), True, at=LATER))
    (job,) = engagement.saved_facts(KINDS).jobs()
    assert (job.state, job.stale, job.at, job.source) == (JobState.DONE, True, NOW, "cat lamps")
    assert job.unread == Unread(Reason.NOT_PERMITTED, "the lamp room is locked", "lamp:Read")
    assert lit(engagement) == [False]
    assert engagement.sink().finished() == frozenset()
    record(engagement, done(repository(), True, at=LATER))
    assert not engagement.saved_facts(KINDS).jobs()[0].stale
    assert verify(engagement.path).clean


def test_neither_a_new_round_nor_a_refusal_in_it_hides_a_refutation(engagement: Engagement) -> None:
    record(engagement, done(repository(), False))
    engagement.open_round("Round 2", model_digest="m")
    assert lit(engagement) == [False]
    assert not engagement.saved_facts(KINDS).jobs()[0].stale
    record(engagement, refused(repository(), True, at=LATER))
    (job,) = engagement.saved_facts(KINDS).jobs()
    assert (job.stale, job.at) == (True, NOW)
    assert lit(engagement) == [False]
    engagement.open_round("Round 3", model_digest="m")
    record(engagement, done(repository(), True, at=LATER))
    assert (lit(engagement), lit(engagement, 2), lit(engagement, 1)) == ([True], [False], [False])
    assert not engagement.saved_facts(KINDS, round_id=1).jobs()[0].stale
    assert verify(engagement.path).clean


def test_what_was_never_read_whole_is_kept_in_part_and_says_so(engagement: Engagement) -> None:
    record(engagement, refused(repository(), True))
    (job,) = engagement.saved_facts(KINDS).jobs()
    assert (job.state, job.stale) == (JobState.REFUSED, False)
    assert lit(engagement) == [True]


def test_discovered_targets_are_known_and_changes_of_them_too(engagement: Engagement) -> None:
    found = Target(TargetId("aws:111122223333"), "aws_account", "prod", labels={"ou": "Root/Prod"})
    record(engagement, done(repository(), targets=(found,)))
    assert engagement.targets() == (found, repository())
    renamed = Target(found.id, found.kind, "production", labels={"ou": "Root/Prod"}, excluded="suspended")
    record(engagement, done(repository(), targets=(renamed,)))
    assert engagement.targets() == (renamed, repository())
    last = engagement.history()[-1]
    record(engagement, done(repository(), targets=(renamed,)))
    assert '"targets":[]' in engagement.history()[-1].payload
    assert '"targets":[]' not in last.payload


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerLamp(Fact):
    """The same kind after its fields changed."""

    kind: ClassVar[str] = "test.lamp"
    shape: ClassVar[int] = 2
    unit_kind: ClassVar[UnitKind] = "repository"
    watts: int


def test_facts_of_an_older_form_say_nothing_until_they_are_collected_again(engagement: Engagement) -> None:
    record(engagement, done(repository(), True))
    source = engagement.saved_facts({"test.lamp": NewerLamp})
    (job,) = source.jobs()
    assert job.state is JobState.SKIPPED
    assert job.unread is not None
    assert (job.unread.reason, job.unread.needs) == (Reason.NOT_COLLECTED, "collect again")
    assert list(source.facts("test.lamp")) == []


def test_facts_without_their_collector_are_counted_and_said(engagement: Engagement) -> None:
    record(engagement, done(repository(), True))
    with pytest.raises(EngagementError, match=r"facts of kind test\.lamp, which no installed collector knows"):
        list(engagement.saved_facts({}).facts("test.lamp"))
    assert engagement.fact_counts() == (("test.lamp", 1),)


def test_a_source_is_one_state_whatever_is_saved_meanwhile(engagement: Engagement) -> None:
    record(engagement, done(repository("app"), True))
    source = engagement.saved_facts(KINDS)
    record(engagement, done(repository("web"), True))
    assert len(source.jobs()) == 1
    assert len(list(source.facts("test.lamp"))) == 1


def test_facts_that_cannot_be_kept_fail_their_job_and_no_other(engagement: Engagement) -> None:
    bad = Lamp(subject=Subject("lamp", "x", repository().id), lit=object())  # type: ignore[arg-type]
    broken = JobResult(Job.make("test", PROBE, repository("bad"), Settings()), JobState.DONE, (bad,), at=NOW)
    record(engagement, done(repository(), True), broken)
    assert lit(engagement) == [True]
    (job,) = [one for one in engagement.saved_facts(KINDS).jobs() if one.target == repository("bad").id]
    assert job.state is JobState.FAILED
    assert job.unread is not None
    assert job.unread.detail.startswith("what test.lamps read cannot be kept: ")
    assert verify(engagement.path).clean


def test_all_results_of_a_call_are_saved_together_or_none(engagement: Engagement) -> None:
    def breaks() -> Iterator[JobResult]:
        yield done(repository(), True)
        raise KeyboardInterrupt

    before = len(engagement.history())
    with pytest.raises(KeyboardInterrupt):
        engagement.sink().record(breaks())  # type: ignore[arg-type]
    assert len(engagement.history()) == before
    assert engagement.fact_counts() == ()


def test_facts_are_read_in_a_file_opened_for_reading(path: Path) -> None:
    with new(path) as engagement:
        record(engagement, done(repository(), True))
    with reopen(path, write=False) as reader:
        assert lit(reader) == [True]


def test_saving_a_job_costs_no_more_where_many_are_saved(engagement: Engagement) -> None:
    steps = 0

    def counted() -> int:
        nonlocal steps
        steps += 1
        return 0

    def cost(first: int, last: int) -> int:
        nonlocal steps
        steps = 0
        record(engagement, *(done(repository(f"app-{number}"), True) for number in range(first, last)))
        return steps

    with engagement.writing() as connection:
        connection.set_progress_handler(counted, 100)
    few = cost(0, 100)
    cost(100, 2_000)
    assert cost(2_000, 2_100) < 1.5 * few
    assert cost(0, 100) < 1.5 * few  # read again
