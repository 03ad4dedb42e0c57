"""What was decided about each visit in a closed time, through the verbs that do it one by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.appointments.reschedule import reschedule
from bookings.errors import DomainError
from bookings.models import Appointment, Clinic, Location, Therapist
from bookings.models.appointments import CancelReason

What = Literal["move", "cancel", "keep"]


@dataclass(frozen=True, slots=True)
class Decision:
    """For one visit: kept, cancelled by the clinic, or moved to a time (aware) with somebody, somewhere (public ids)."""

    what: What
    starts_at: datetime | None = None
    therapist: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went; `refusal` says why a visit is still where it was."""

    visit: str
    what: What
    refusal: str = ""


def carry_out(
    *,
    clinic: Clinic,
    visits: Iterable[Appointment],
    decisions: Mapping[str, Decision],
    actor: Actor,
    now: datetime,
) -> list[Outcome]:
    """Each visit with a decision, each in a transaction of its own: a refusal of one leaves the others done."""
    therapists = {row.public_id: row for row in Therapist.objects.filter(clinic=clinic, is_active=True)}
    places = {row.public_id: row for row in Location.objects.filter(clinic=clinic, is_active=True)}
    outcomes = []
    for visit in visits:
        if (decision := decisions.get(visit.public_id)) is None:
            continue
        refusal = ""
        try:
            if decision.what == "cancel":
                cancel(appointment=visit, reason=CancelReason.CLINIC, actor=actor, now=now)
            elif decision.what == "move":
                _move(visit, decision, therapists, places, actor, now)
        except DomainError as no:
            refusal = str(no.message)
        outcomes.append(Outcome(visit.public_id, decision.what, refusal))
    return outcomes


def _move(
    visit: Appointment,
    decision: Decision,
    therapists: Mapping[str, Therapist],
    places: Mapping[str, Location],
    actor: Actor,
    now: datetime,
) -> None:
    therapist, location = therapists.get(decision.therapist), places.get(decision.location)
    if decision.starts_at is None or therapist is None or location is None:
        raise DomainError(_("There was no other time to move it to."))
    reschedule(
        appointment=visit, starts_at=decision.starts_at, therapist=therapist, location=location,
        expected_revision=visit.revision, actor=actor, now=now,
    )  # fmt: skip
