"""Moving in three taps: the link, a time, "Move it". The old time is kept until the new one is certain."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.appointments.policy import Actor, OutsidePolicy, SlotTaken, change_rules
from bookings.appointments.reschedule import reschedule
from bookings.errors import DomainError
from bookings.idempotency import AlreadyAnswered, KeyReused
from bookings.models import Appointment
from bookings.portal import browser
from bookings.portal.choosing import date_of
from bookings.portal.forms import MoveForm
from bookings.portal.links import with_link
from bookings.portal.times import choices_of, places_of, read_slot, same_time_choices, week_of_times

ANYBODY = "any"


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def move_visit(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Choose a time (GET), look at old and new side by side (GET with `to`), "Move it" (POST)."""
    now = timezone.now()
    if not change_rules(appointment, now).can_move and request.method != "POST":
        if not appointment.is_live or appointment.starts_at <= now:
            return redirect("portal:manage", appointment.token)
        return render(request, "portal/late.html", {"clinic": appointment.clinic, "appointment": appointment})
    if request.method == "POST":
        return _move(request, appointment)
    if "to" in request.GET:
        return _compare_page(request, appointment)
    return _choose_page(request, appointment)


def _move(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    form = MoveForm(request.POST)
    slot = read_slot(form.cleaned_data["slot"], places_of(appointment.clinic)) if form.is_valid() else None
    if slot is None:
        unreadable = _("That choice did not arrive in one piece. Please choose a time again.")
        return _choose_page(request, appointment, notice=unreadable, status=400)
    starts_at, place = slot
    data = form.cleaned_data
    is_same = data["therapist"] == appointment.therapist.public_id
    try:
        reschedule(
            appointment=appointment, starts_at=starts_at, location=place, actor=Actor.patient(),
            therapist=appointment.therapist if is_same else None,
            expected_revision=data["revision"], now=timezone.now(),
            once=browser.once(
                "move", f"{appointment.token}:{data['key']}",
                data["slot"], data["therapist"], data["revision"],
                answer=lambda moved: {"revision": moved.revision},
            ),
        )  # fmt: skip
    except (AlreadyAnswered, KeyReused):
        return redirect("portal:manage", appointment.token)
    except (SlotTaken, OutsidePolicy) as refusal:
        notice = _("%(refusal)s Your appointment is still where it was.") % {"refusal": refusal.message}
        nearest = refusal.details.get("alternatives", [])
        return _choose_page(request, appointment, notice=notice, nearest=nearest, status=409)
    except DomainError as refusal:
        messages.warning(request, str(refusal.message))
        return redirect("portal:manage", appointment.token)
    messages.success(request, _("Moved. A message with the new time is on its way."))
    return redirect("portal:manage", appointment.token)


def _compare_page(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    places = places_of(appointment.clinic)
    slot = read_slot(request.GET["to"], places)
    if slot is None:
        unreadable = _("That choice did not arrive in one piece. Please choose a time again.")
        return _choose_page(request, appointment, notice=unreadable, status=400)
    starts_at, place = slot
    is_same = request.GET.get("therapist") == appointment.therapist.public_id
    context = {
        "clinic": appointment.clinic,
        "appointment": appointment,
        "slot": request.GET["to"],
        "starts_at": starts_at,
        "place": place,
        "is_same_therapist": is_same,
        "key": browser.new_key(),
    }
    return render(request, "portal/compare.html", context)


def _choose_page(
    request: HttpRequest, appointment: Appointment, notice: str = "", nearest: Any = (), status: int = 200
) -> HttpResponse:
    now = timezone.now()
    places = places_of(appointment.clinic)
    is_anybody = request.GET.get("therapist") == ANYBODY
    week = week_of_times(
        option=appointment.option, places=places, first=date_of(request.GET.get("from", "")), now=now,
        therapist=None if is_anybody else appointment.therapist, moving=appointment,
    )  # fmt: skip
    context = {
        "clinic": appointment.clinic,
        "appointment": appointment,
        "week": week,
        "nearest": choices_of(nearest, places, appointment.therapist),
        "same_time": () if notice else same_time_choices(appointment=appointment, places=places, now=now),
        "is_anybody": is_anybody,
        "notice": notice,
    }
    return render(request, "portal/move.html", context, status=status)
