"""Reads git checkouts: what their files say about ownership, delivery, observability and cost.

The plug-in itself: options, targets, probes. Each probe reads one kind of file and lives in a module of its own,
loaded when it runs.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from functools import cached_property

from assess.evidence.checks import Check
from assess.evidence.collectors import CollectorError, Job, Option, Probe, Settings, Target, Tools
from assess.evidence.facts import Fact, Reason, Unread


class RepositoryCollector:
    """The collector for git repositories on this machine."""

    name = "repository"
    options = (
        Option(
            "--repository",
            "A git checkout, worktree or bare repository to read; may be given several times.",
            metavar="PATH",
            multiple=True,
            chooses=True,
        ),
        Option("--ref", "The branch, tag or commit to judge instead of HEAD.", metavar="REF"),
    )

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        """What can be read; loads the fact classes when first asked, so that the options cost next to nothing."""
        from collectors.repository.probes import PROBES

        return PROBES

    def targets(self, settings: Settings) -> Iterable[Target]:
        """One target for each different repository that was named, in the order given."""
        from pathlib import Path

        from collectors.repository.checkout import target_of

        found: dict[str, Target] = {}
        for given in settings.options.get("repository", ()):
            if not given.strip():
                raise CollectorError("--repository is empty; give the path of a git checkout")
            try:
                path = Path(given).expanduser()
            except RuntimeError as error:
                raise CollectorError(f"{given}: there is no such user; give the path of a git checkout") from error
            target = target_of(path, settings.first("ref"))
            found.setdefault(target.id, target)
        return found.values()

    def plan(self, target: Target, settings: Settings) -> Iterable[Job]:
        """One job a probe; nothing for a target that is not on this machine."""
        if "path" not in target.settings:
            return
        for probe in self.probes:
            if not settings.only or any(probe.id.startswith(wanted) for wanted in settings.only):
                yield Job.make(self.name, probe, target, settings)

    def run(self, job: Job, tools: Tools, settings: Settings) -> Iterator[Fact | Target | Unread]:
        """Reads one kind of file at the commit that was chosen when the targets were named. Of two things that one
        file gives the same name, which its own format forbids, the first counts."""
        from collectors.repository.git import GitError
        from collectors.repository.probes import MODULES
        from collectors.repository.reading import opened

        seen: set[tuple[type[Fact], str]] = set()
        try:
            for found in importlib.import_module(MODULES[job.probe]).read(opened(job, tools)):
                key = (type(found), found.subject.id)
                if key not in seen:
                    seen.add(key)
                    yield found
        except GitError as error:
            yield Unread(Reason.NOT_AVAILABLE, f"{job.target.name}: {error}", "a whole, readable clone")

    def checks(self) -> Iterable[Check]:
        """Every check of this collector."""
        from collectors.repository.checks import all_checks

        return all_checks()


COLLECTOR = RepositoryCollector()
