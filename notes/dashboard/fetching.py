"""Clinical rows named in a request: what the person may not see is not there."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from django.http import Http404

from bookings.models import Clinic, Patient, ServiceOption
from bookings.web import StaffRequest
from bookings.wording import wall
from notes.access import VIEWED, NotVisible, Seen
from notes.models import TreatmentPlan

Row = TypeVar("Row")


def seen_or_404(
    find: Callable[..., Seen[Row]], request: StaffRequest, public_id: str, now: datetime, action: str = VIEWED
) -> Seen[Row]:
    """What a function of notes.access finds for this person."""
    try:
        return find(request.staff.user, public_id, now, action)
    except NotVisible as nothing:
        raise Http404 from nothing


def today_of(clinic: Clinic, now: datetime) -> date:
    return wall(now, clinic.time_zone).date()


def options_of(clinic: Clinic) -> list[ServiceOption]:
    """What a massage of a plan may be booked as."""
    rows = ServiceOption.objects.filter(clinic=clinic, is_active=True, service__is_active=True)
    return list(rows.select_related("service").order_by("service__position", "service__name", "minutes"))


def plans_to_tie(patient: Patient) -> list[TreatmentPlan]:
    """The patient's plans that a note can be tied to: not closed ones."""
    plans = TreatmentPlan.objects.filter(patient__in=patient.family_of_records())
    plans = plans.exclude(status__in=TreatmentPlan.CLOSED)
    return list(plans.select_related("problem"))
