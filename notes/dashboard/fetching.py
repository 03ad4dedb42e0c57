"""Clinical rows named in a request: what the person may not see is not there."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.http import Http404, HttpRequest

from bookings.models import Clinic, Patient, ServiceOption
from bookings.web import StaffRequest
from notes.access import EDITED, VIEWED, NotVisible, Seen
from notes.models import TreatmentPlan

Row = TypeVar("Row")


def seen_or_404(
    find: Callable[..., Seen[Row]], request: StaffRequest, public_id: str, now: datetime, action: str = ""
) -> Seen[Row]:
    """What a function of notes.access finds for this person, to look at; to change it, when the request is a POST."""
    try:
        return find(
            request.staff.user, public_id, now, action or (EDITED if request.method == "POST" else VIEWED)
        )
    except NotVisible as nothing:
        raise Http404 from nothing


def template_of(request: HttpRequest, name: str) -> str:
    """The fragment that htmx asks for, or the page of its own around it."""
    return f"notes/_{name}.html" if request.headers.get("HX-Request") == "true" else f"notes/{name}.html"


def options_of(clinic: Clinic) -> list[ServiceOption]:
    """What a massage of a plan may be booked as."""
    rows = ServiceOption.objects.filter(clinic=clinic, is_active=True, service__is_active=True)
    return list(rows.select_related("service").order_by("service__position", "service__name", "minutes"))


def plans_to_tie(patient: Patient) -> list[TreatmentPlan]:
    """The patient's plans that a note can be tied to: not closed ones."""
    plans = TreatmentPlan.objects.filter(patient__in=patient.family_of_records())
    plans = plans.exclude(status__in=TreatmentPlan.CLOSED)
    return list(plans.select_related("problem"))
