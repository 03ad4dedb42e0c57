"""People who wait, and times that come free."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bookings.appointments.cancel import cancel
from bookings.appointments.policy import UNDO_WINDOW, Actor
from bookings.models import Appointment, Patient, WaitlistEntry, WaitlistOffer
from bookings.waitlist import sweep
from tests.factories import NOW, World, make_appointment, make_patient, make_user

WEDNESDAY = "2027-06-09"
SOON = NOW + UNDO_WINDOW


def waits(world: World, patient: Patient | None = None, **values: Any) -> WaitlistEntry:
    """An entry that fits any time of the coming weeks, nine days old."""
    therapists = values.pop("therapists", [])
    entry = WaitlistEntry.objects.create(
        clinic=world.clinic,
        patient=patient or make_patient(world.clinic),
        **{
            "option": world.option,
            "from_date": date(2027, 6, 1),
            "until_date": date(2027, 7, 31),
            "created_at": NOW - timedelta(days=9),
            **values,
        },
    )
    entry.therapists.set(therapists)
    return entry


def frees(world: World, day: str = WEDNESDAY, clock: str = "10:00", now: datetime = NOW) -> Appointment:
    """A visit that is cancelled by the clinic at `now`; its time is in the past of the next sweep."""
    visit = make_appointment(world, world.at(day, clock))
    staff = Actor.staff(make_user("reception", world.clinic))
    return cancel(appointment=visit, reason="clinic", actor=staff, now=now)


def sweeps(now: datetime = SOON) -> list[WaitlistOffer]:
    """The offers that a sweep at `now` makes."""
    before = set(WaitlistOffer.objects.values_list("pk", flat=True))
    sweep.offer_freed(clock=lambda: now)
    return list(
        WaitlistOffer.objects.exclude(pk__in=before)
        .select_related("appointment", "entry__patient")
        .order_by("pk")
    )


@pytest.fixture
def freed(world: World) -> datetime:
    """Ten o'clock on Wednesday, given up a moment ago."""
    return frees(world).starts_at.astimezone(UTC)
