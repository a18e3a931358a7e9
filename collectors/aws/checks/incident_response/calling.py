"""Who is called, does it escalate, was it rehearsed, and are times kept?"""

from __future__ import annotations

from assess.evidence.checks import (
    INDICATOR,
    Snapshot,
    Verdict,
    check,
    failed,
    not_applicable,
    passed,
    pointer,
    unknown,
)
from assess.evidence.facts import Unread, known
from collectors.aws.checks.accounts import first_of, first_unread, idle, of_account
from collectors.aws.checks.products import DRILLS, MONITORING
from collectors.aws.checks.routes import ROUTE_FACTS, Reach, unclear, ways_of
from collectors.aws.facts.accounts import Account, Thing
from collectors.aws.facts.alarms import Alarm
from collectors.aws.facts.response import Contact, Drill, DrillTemplate, Incident, ResponsePlan, Rotation

TWO_QUARTERS = 180
_VOICES = frozenset({"VOICE", "SMS"})


@check(practice="IRP-04", level=1, subject=Account, reads=(Thing, DrillTemplate), product=DRILLS)
def a_drill_is_prepared(account: Account, snapshot: Snapshot) -> Verdict:
    """An account in which something runs has a failure drill prepared.

    Reads experiment templates of Fault Injection Service. Drills by other means are not seen: unknown then."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    found = first_of(DrillTemplate, account, snapshot)
    if isinstance(found, Unread):
        return unknown(found)
    if found is None:
        return failed("no drill is prepared", pointer(account, "number", account.number))
    return passed(f"{found.identifier} is prepared", pointer(found, "identifier", found.identifier))


@check(practice="IRP-04", level=2, subject=Account, reads=(Thing, DrillTemplate, Drill), product=DRILLS)
def a_drill_was_run_in_two_quarters(account: Account, snapshot: Snapshot) -> Verdict:
    """A drill was completed in the last two quarters.

    Reads experiments of Fault Injection Service, and their end. Whether rollback and communication were part of it is
    for people to show; drills by other means are unknown unless this product is used."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    drills = list(of_account(Drill, account, snapshot))
    for drill in drills:
        if drill.state == "completed" and drill.days_ago is not None and drill.days_ago <= TWO_QUARTERS:
            seen = pointer(drill, "days_ago", drill.days_ago)
            return passed(f"a drill was completed {drill.days_ago} days ago", seen)
    unread = first_unread(snapshot.within(Drill, account.subject))
    if unread is not None:
        return unknown(unread)
    template = first_of(DrillTemplate, account, snapshot)
    seen = pointer(drills[0], "state", drills[0].state) if drills else pointer(account, "number", account.number)
    return failed(f"no drill was completed in {TWO_QUARTERS} days", seen, in_use=isinstance(template, DrillTemplate))


@check(practice="IRP-04", level=3, subject=DrillTemplate, need=INDICATOR)
def drill_stops_on_an_alarm(template: DrillTemplate) -> Verdict:
    """The drill is stopped by an alarm when it does harm.

    Reads stop conditions: one that names an alarm is enough. Cannot know whether that alarm watches what the drill
    harms."""
    stops = known(template.stops_on_alarm)
    seen = pointer(template, "stops_on_alarm", stops)
    return passed("an alarm stops it", seen) if stops else failed("no alarm stops it", seen)


@check(practice="IRP-05", level=2, subject=ResponsePlan)
def plan_sets_impact_and_calls_people(plan: ResponsePlan) -> Verdict:
    """The response plan declares an impact and engages somebody.

    Reads plans of Incident Manager. An account without plans is left out: it takes no new customers."""
    impact, engaged = known(plan.impact), known(plan.engages)
    seen = (pointer(plan, "impact", impact), pointer(plan, "engages", engaged))
    if impact and engaged:
        return passed(f"{plan.name} declares impact {impact} and engages {engaged}", *seen)
    return failed(f"{plan.name} {'engages nobody' if impact else 'declares no impact'}", *seen)


@check(practice="IRP-05", level=3, subject=ResponsePlan)
def declaring_calls_people_and_opens_a_channel(plan: ResponsePlan) -> Verdict:
    """Starting the plan calls people and opens a channel by itself.

    Reads engagements and chat of the plan. Deadlines of customer messages are for people to show."""
    engaged, chat = known(plan.engages), known(plan.opens_chat)
    seen = (pointer(plan, "engages", engaged), pointer(plan, "opens_chat", chat))
    if engaged and chat:
        return passed(f"{plan.name} calls {engaged} and opens a channel", *seen)
    return failed(f"{plan.name} {'opens no channel' if engaged else 'engages nobody'}", *seen)


@check(practice="IRP-08", level=1, subject=Account, reads=(Thing, *ROUTE_FACTS), product=MONITORING)
def somebody_is_paged(account: Account, snapshot: Snapshot) -> Verdict:
    """Some alarm of an account in which something runs pages: a product that calls people, a text message, a plan.

    Reads the ends of all alarms. Pages of another monitoring are not seen: unknown where CloudWatch raises no alarm."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    unread: Unread | None = None
    count = 0
    for alarm in of_account(Alarm, account, snapshot):
        ways = ways_of(alarm, snapshot)
        count += 1
        if ways.best and ways.reach is Reach.PAGES:
            return passed(f"{alarm.name} pages by {ways.best.channel}", ways.best.because)
        if ways.unread is not None or (ways.best and ways.reach is Reach.UNCLEAR):
            unread = ways.unread or (unclear(ways.best) if ways.best else None)
    unread = unread or first_unread(snapshot.within(Alarm, account.subject))
    if unread is not None:
        return unknown(unread)
    what = f"none of {count} alarms pages anybody" if count else "it has no alarm in CloudWatch"
    return failed(what, pointer(account, "number", account.number), in_use=count > 0)


@check(practice="IRP-08", level=2, subject=Rotation)
def rotation_has_several_people(rotation: Rotation) -> Verdict:
    """At least two people take turns.

    Reads rotations of Incident Manager; those of other products are not seen."""
    seen = pointer(rotation, "people", rotation.people)
    if rotation.people > 1:
        return passed(f"{rotation.people} people take turns", seen)
    return failed("one person is always on duty" if rotation.people else "nobody is on duty", seen)


@check(practice="IRP-08", level=3, subject=Contact)
def page_goes_on_by_itself(contact: Contact) -> Verdict:
    """An escalation plan has a second stage, so that a page that nobody acknowledges goes on by itself.

    Reads plans of Incident Manager. Whether two stages are the same person is not read. People and schedules are left
    out."""
    if contact.type != "ESCALATION":
        return not_applicable("it is no escalation plan")
    stages = known(contact.stages)
    seen = pointer(contact, "stages", stages)
    if stages > 1:
        return passed(f"{contact.alias} has {stages} stages", seen)
    return failed(f"{contact.alias} ends with its first stage", seen)


@check(practice="IRP-08", level=3, subject=Contact)
def person_is_called_by_several_channels(contact: Contact) -> Verdict:
    """Somebody who is paged has two activated channels, one of them voice or text.

    Reads the kinds of channels, never an address. Plans and schedules are left out."""
    if contact.type != "PERSONAL":
        return not_applicable("it is no person")
    channels = known(contact.channels)
    seen = pointer(contact, "channels", ", ".join(channels) or "none")
    if len(channels) > 1 and _VOICES.intersection(channels):
        return passed(f"a person is called by {', '.join(channels)}", seen)
    return failed(f"a person is called by {', '.join(channels) or 'nothing'} alone", seen)


@check(practice="IRP-13", level=2, subject=Incident)
def incident_keeps_its_times(incident: Incident) -> Verdict:
    """The incident is kept with the times at which it began and ended.

    Reads incidents of Incident Manager in the last year. Repeats and limits are for people to show. One that is open
    is left out; so is an account without any, since times may be kept elsewhere."""
    if incident.resolved is None:
        return not_applicable("it is still open")
    seen = pointer(incident, "resolved", incident.resolved.date())
    if incident.opened is not None:
        return passed("its times are kept", seen)
    return failed("when it began is not kept", seen)
