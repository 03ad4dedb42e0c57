"""A patient's whole course for whoever treats them: one list by date, pain over time, the body over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.models.querysets import PatientQuerySet
from bookings.web import StaffRequest, staff_required
from bookings.wording import wall
from notes import access
from notes.charts import PainChart, chart_of, pain_chart
from notes.dashboard.editor import drawings
from notes.dashboard.fetching import seen_or_404
from notes.models import TreatmentPlan
from notes.plans.progress import Reading
from notes.plans.queries import plan_sheet
from notes.timeline.queries import Event, Kind, bodies, timeline

ICONS = {
    Kind.VISIT: "calendar-event", Kind.NOTE: "notes", Kind.BEGUN: "clipboard-heart", Kind.HELD: "hand-stop",
    Kind.REVIEWED: "clipboard-check", Kind.CLOSED: "flag", Kind.FILE: "file-text", Kind.MESSAGE: "send",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    icon: str
    title: str
    event: Event
    url: str


@require_safe
@staff_required()
def patient_timeline(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    patient = seen_or_404(access.patient_for, request, public_id, now).row
    found = timeline(patient=patient, user=request.staff.user, with_messages=request.staff.sees_all)
    context = {
        "section": "patients",
        "patient": patient,
        "months": _months(found.events, request.clinic.time_zone, now),
        "is_cut": found.is_cut,
        "chart": _pain(patient.family_of_records(), found.events, request, now),
        "bodies": [(body, drawings(body.findings)) for body in bodies(patient)],
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/timeline.html", context)


def _months(events: Sequence[Event], zone: str, now: datetime) -> list[tuple[str, list[Line]]]:
    """Under what is to come, then month by month."""

    def heading(event: Event) -> str:
        return (
            _("Coming") if event.at > now else formats.date_format(wall(event.at, zone), "YEAR_MONTH_FORMAT")
        )

    return [(title, [_line(event) for event in lines]) for title, lines in groupby(events, key=heading)]


def _pain(
    family: PatientQuerySet, events: Sequence[Event], request: StaffRequest, now: datetime
) -> PainChart | None:
    """Of the plan that was in force last; without one, what the notes say."""
    plans = TreatmentPlan.objects.filter(patient__in=family, started_at__isnull=False)
    latest = (
        plans.select_related("clinic", "patient__clinic", "problem", "author").order_by("-started_at").first()
    )
    if latest is None:
        return pain_chart(_rated(events))
    return chart_of(plan_sheet(latest, today=request.clinic.date_at(now), now=now))


def _rated(events: Sequence[Event]) -> list[Reading]:
    return [
        Reading(event.at, aspect, Decimal(value))
        for event in events
        for aspect, value in (("before", event.before), ("after", event.after))
        if value is not None
    ]


def _line(event: Event) -> Line:
    title = {
        Kind.VISIT: str(event.what),
        Kind.NOTE: _("Note by %(name)s") % {"name": event.what},
        Kind.BEGUN: _("Plan begun: %(what)s") % {"what": event.what},
        Kind.HELD: _("Plan on hold: %(what)s") % {"what": event.what},
        Kind.REVIEWED: _("Plan reviewed: %(what)s") % {"what": event.what},
        Kind.CLOSED: _("Plan closed: %(what)s") % {"what": event.what},
        Kind.FILE: str(event.what),
        Kind.MESSAGE: str(event.what),
    }[event.kind]
    return Line(ICONS[event.kind], title, event, _url(event))


def _url(event: Event) -> str:
    page = {
        Kind.VISIT: "dashboard:appointment", Kind.MESSAGE: "dashboard:appointment", Kind.NOTE: "notes:note",
        Kind.FILE: "papers:document",
    }.get(event.kind, "notes:plan")  # fmt: skip
    return reverse(page, args=[event.id]) if event.id else ""
