"""Is there a plan for the day the delivery path itself is suspected?"""

from __future__ import annotations

from assess.evidence.checks import Verdict, check, passed, pointer
from assess.evidence.facts import known
from collectors.repository.checks.absence import not_shown, written
from collectors.repository.document_facts import Document, Topic


@check(practice="DEL-13", level=1, subject=Document, accepts=("declared",))
def pipeline_compromise_has_a_playbook(document: Document) -> Verdict:
    """A document says what to do when the delivery path is suspected.

    Known by the name of the file. An absence is unknown."""
    return written(document, Topic.PIPELINE_COMPROMISE)


@check(practice="DEL-13", level=2, subject=Document, accepts=("declared",))
def playbook_revokes_and_stops(document: Document) -> Verdict:
    """The playbook says how tokens are revoked and how pipelines are stopped.

    Reads words for both. Whether it was rehearsed is not shown."""
    if Topic.PIPELINE_COMPROMISE not in document.about:
        return not_shown(f"{document.path} is about something else")
    if known(document.stops_and_revokes):
        return passed(f"{document.path} revokes and stops", pointer(document, "title", document.title))
    return not_shown(f"{document.path} does not say both", pointer(document, "title", document.title))
