"""The calendar's door for a visit that was dragged, lengthened or moved by keyboard: JSON in the answer, one action."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings import wording
from bookings.appointments.policy import UNDO_WINDOW
from bookings.appointments.reschedule import reschedule
from bookings.calendars import Opening
from bookings.calendars.why import why_not
from bookings.dashboard.fetching import (
    appointment_or_404,
    bookable_therapists,
    locations_of,
    options_of,
)
from bookings.dashboard.place_form import PlaceForm
from bookings.errors import DomainError
from bookings.models import Appointment, Location, Room, Therapist
from bookings.web import StaffRequest, staff_required

STATUS_OF = {"stale_revision": 412, "calendar_busy": 503}
# What a reason may set aside: hours, breaks and buffers, never somebody else's time.
MAY_BE_OVERRIDDEN = {"outside_policy", "slot_taken"}


@require_POST
@staff_required()
def place(request: StaffRequest, public_id: str) -> HttpResponse:
    """Put a visit where the form says. `If-Match` is the revision that was looked at.

    200 with what was done; 409 with why not and the nearest times that are free; 412 if it was changed meanwhile.
    """
    found = appointment_or_404(request, public_id)
    now = timezone.now()
    places = locations_of(request.clinic)
    form = PlaceForm(
        request.POST,
        people=bookable_therapists(request),
        rooms=list(Room.objects.filter(clinic=request.clinic, is_active=True).select_related("location")),
        options=options_of(request.clinic),
        places=places,
        zones=[request.clinic.time_zone, *(one.time_zone for one in places)],
    )
    revision = _revision(request)
    if not form.is_valid() or revision is None:
        said = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"message": " ".join(said) or _("Please look at it again.")}, status=400)
    wanted = {
        name: form.cleaned_data[name] for name in ("starts_at", "therapist", "room", "option", "location")
    }
    try:
        moved = reschedule(
            appointment=found, actor=request.staff.actor, now=now, expected_revision=revision,
            override_reason=form.cleaned_data["override_reason"], **wanted,
        )  # fmt: skip
    except DomainError as refusal:
        return JsonResponse(_refused(refusal, found, wanted, now), status=STATUS_OF.get(refusal.code, 409))
    return JsonResponse(_done(request, moved, found.revision, now))


def _revision(request: StaffRequest) -> int | None:
    tag = request.headers.get("If-Match", "").strip('"')
    return int(tag) if tag.isdecimal() and len(tag) < 10 else None


def _done(request: StaffRequest, moved: Appointment, before: int, now: datetime) -> dict[str, Any]:
    when = wording.moment(moved.starts_at, moved.time_zone)
    said = _("%(patient)s: %(when)s, %(length)s with %(therapist)s, %(room)s.") % {
        "patient": moved.patient,
        "when": when,
        "length": wording.duration(moved.minutes),
        "therapist": moved.therapist.full_name,
        "room": moved.room.name,
    }
    until = wording.time_of_day(now + UNDO_WINDOW, request.clinic.time_zone)
    return {
        "id": moved.public_id,
        "revision": moved.revision,
        "said": said,
        "can_undo": moved.revision != before,
        "until": _("This can be undone until %(time)s.") % {"time": until},
    }


def _refused(
    refusal: DomainError, found: Appointment, wanted: dict[str, Any], now: datetime
) -> dict[str, Any]:
    openings = refusal.details.get("alternatives", [])
    return {
        "code": refusal.code,
        "message": _why(refusal, found, wanted, now) or str(refusal.message),
        "alternatives": _alternatives(openings, wanted["therapist"]),
        "can_override": refusal.code in MAY_BE_OVERRIDDEN and refusal.field == "starts_at",
    }


def _why(refusal: DomainError, found: Appointment, wanted: dict[str, Any], now: datetime) -> str:
    """The first rule that says no; "taken" alone would not tell what to do about it."""
    if refusal.code not in MAY_BE_OVERRIDDEN or wanted["room"] or refusal.field != "starts_at":
        return ""
    reason = why_not(
        option=wanted["option"] or found.option, therapist=wanted["therapist"],
        location=wanted["location"] or found.location, starts_at=wanted["starts_at"], now=now,
        moving=found, by_staff=True,
    )  # fmt: skip
    return reason.text if reason else ""


def _alternatives(openings: Iterable[Opening], wished: Therapist) -> list[dict[str, str]]:
    keys = {key for opening in openings for key in opening.therapists}
    people = {row.pk: row for row in Therapist.objects.filter(pk__in=keys)}
    sites = {
        row.pk: row for row in Location.objects.filter(pk__in={opening.location for opening in openings})
    }
    found = []
    for opening in openings:
        who = people[wished.pk if wished.pk in opening.therapists else opening.therapists[0]]
        found.append(
            {
                "starts_at": opening.starts_at.isoformat(),
                "therapist": who.public_id,
                "location": sites[opening.location].public_id,
                "label": wording.short_moment(opening.starts_at, sites[opening.location].time_zone),
                "with": who.first_name,
            }
        )
    return found
