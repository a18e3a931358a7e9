"""Who sits down for an interview: a role whose questions are asked, and the person who answers. No Textual."""

from __future__ import annotations

from dataclasses import dataclass

from assess.interview.answers import Respondent
from assess.model.practices import Role
from assess.tui.store import Store
from assess.tui.topics import Topic


@dataclass(frozen=True, slots=True)
class Seat:
    """As `assess interview --role ROLE --respondent NAME` names them; either may be left out."""

    role: Role | None = None
    respondent: str = ""

    def holder(self, store: Store) -> Respondent | None:
        """Who of the file sits here: the person named, else the first of the role; None if there is nobody yet."""
        people = store.assessment.inputs.respondents
        if self.respondent:
            return next((each for each in people if each.name.lower() == self.respondent.lower()), None)
        return next((each for each in people if self.role in each.roles), None) if self.role is not None else None

    def take(self, store: Store) -> Respondent | None:
        """Sits down: whoever is named with a role is added, or gets that role too. None if a form has to ask first, or
        if it could not be saved."""
        known = self.holder(store)
        lacks_role = self.role is not None and (known is None or self.role not in known.roles)
        if self.respondent and self.role is not None and lacks_role and store.writable:
            name, team = (known.name, known.team) if known is not None else (self.respondent, "")
            roles = (*(known.roles if known is not None else ()), self.role)
            store.save(lambda: store.engagement.add_respondent(name, roles, team=team), Topic.PEOPLE)
            return self.holder(store)
        return known
