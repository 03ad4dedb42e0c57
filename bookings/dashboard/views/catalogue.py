"""Services with their prices, locations with their rooms, and who treats: lists and their forms."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.catalogue.offer import add_service, change_service, move_service
from bookings.catalogue.places import put_location, put_room
from bookings.catalogue.team import put_therapist
from bookings.dashboard.catalogue_forms import LocationForm, RoomForm, ServiceForm, TherapistForm
from bookings.dashboard.edit_page import edit_page
from bookings.dashboard.fetching import locations_of, therapists_of
from bookings.models import Location, Membership, Room, Service, ServiceOption, Therapist, WeeklyHours
from bookings.web import StaffRequest, sent, staff_required

OWNER = Membership.Role.OWNER
METHODS = ["GET", "HEAD", "POST"]
WAYS = {"up": -1, "down": 1}


@require_safe
@staff_required(OWNER)
def services(request: StaffRequest) -> HttpResponse:
    """In the order in which patients see them; those off the offer too."""
    offered = Prefetch("options", ServiceOption.objects.filter(is_active=True), to_attr="offered")
    people = Prefetch("therapists", Therapist.objects.filter(is_active=True), to_attr="givers")
    rows = Service.objects.filter(clinic=request.clinic).prefetch_related(offered, people)
    return render(request, "dashboard/services.html", {"section": "settings", "services": list(rows)})


@require_http_methods(METHODS)
@staff_required(OWNER)
def service(request: StaffRequest, public_id: str = "") -> HttpResponse:
    """A new one, or the one with the id."""
    row = _named(Service, request, public_id)
    options = list(row.options.filter(is_active=True)) if row else []
    form = ServiceForm(
        sent(request), service=row, options=options, therapists=therapists_of(request.clinic),
        room_kinds=_room_kinds(request),
    )  # fmt: skip

    def act(now: datetime) -> None:
        what: dict[str, Any] = {
            "details": form.details(), "lengths": form.lengths(), "therapists": form.givers(),
            "user": request.staff.user, "now": now,
        }  # fmt: skip
        if row:
            change_service(service=row, **what)
        else:
            add_service(clinic=request.clinic, **what)

    lengths = tuple((minutes.name, price.name) for minutes, price in form.lines)
    rows = (
        ("name",), ("description",), ("modality", "room_kind"), *lengths,
        ("buffer_before_minutes", "buffer_after_minutes"), ("booking_mode", "audience"), ("therapists",),
        ("is_active",),
    )  # fmt: skip
    title = row.name if row else _("New service")
    return _edit(request, form, act, rows, "dashboard:services", title=title, whose=_("Services"))


@require_POST
@staff_required(OWNER)
def service_move(request: StaffRequest, public_id: str) -> HttpResponse:
    row = _named(Service, request, public_id)
    way = WAYS.get(request.POST.get("way", ""))
    if row is None or way is None:
        raise Http404
    move_service(service=row, by=way, user=request.staff.user, now=timezone.now())
    return redirect("dashboard:services")


@require_safe
@staff_required(OWNER)
def places(request: StaffRequest) -> HttpResponse:
    rows = Location.objects.filter(clinic=request.clinic).prefetch_related("rooms")
    return render(request, "dashboard/places.html", {"section": "settings", "places": list(rows)})


@require_http_methods(METHODS)
@staff_required(OWNER)
def location(request: StaffRequest, public_id: str = "") -> HttpResponse:
    row = _named(Location, request, public_id)
    form = LocationForm(sent(request), location=row, time_zone=request.clinic.time_zone)

    def act(now: datetime) -> None:
        put_location(
            clinic=request.clinic, location=row, **form.cleaned_data, user=request.staff.user, now=now
        )

    rows = (("name",), ("address",), ("time_zone",), ("is_active",))
    title = row.name if row else _("New location")
    return _edit(request, form, act, rows, "dashboard:places", title=title, whose=_("Places"))


@require_http_methods(METHODS)
@staff_required(OWNER)
def room(request: StaffRequest, public_id: str = "") -> HttpResponse:
    row = _named(Room, request, public_id)
    present = [row.location] if row and not row.location.is_active else []
    form = RoomForm(sent(request), room=row, locations=[*locations_of(request.clinic), *present])

    def act(now: datetime) -> None:
        data = form.cleaned_data
        put_room(
            room=row, location=form.place, name=data["name"], kinds=data["kinds"],
            is_active=data["is_active"], user=request.staff.user, now=now,
        )  # fmt: skip

    rows = (("name", "location"), ("kinds",), ("is_active",))
    title = row.name if row else _("New room")
    return _edit(request, form, act, rows, "dashboard:places", title=title, whose=_("Places"))


@require_safe
@staff_required(OWNER)
def therapists(request: StaffRequest) -> HttpResponse:
    given = Prefetch("services", Service.objects.filter(is_active=True), to_attr="given")
    hours = WeeklyHours.objects.filter(therapist=OuterRef("pk"))
    rows = Therapist.objects.filter(clinic=request.clinic).select_related("user").prefetch_related(given)
    rows = rows.annotate(has_hours=Exists(hours))
    return render(request, "dashboard/therapists.html", {"section": "settings", "therapists": list(rows)})


@require_http_methods(METHODS)
@staff_required(OWNER)
def therapist(request: StaffRequest, public_id: str = "") -> HttpResponse:
    row = _named(Therapist, request, public_id)
    form = TherapistForm(
        sent(request), therapist=row, services=list(Service.objects.filter(clinic=request.clinic))
    )

    made: list[Therapist] = []

    def act(now: datetime) -> None:
        person = put_therapist(
            clinic=request.clinic, therapist=row, details=form.details(), services=form.chosen(),
            user=request.staff.user, now=now,
        )  # fmt: skip
        made.append(person)

    rows = (
        ("first_name", "last_name"), ("email",), ("bio",), ("services",), ("offer_policy",),
        ("max_hands_on_minutes", "max_deep_in_a_row"), ("is_active",),
    )  # fmt: skip
    title = str(row) if row else _("New therapist")
    answer = _edit(request, form, act, rows, "dashboard:therapists", title=title, whose=_("Therapists"))
    if row is None and made:
        said = _("One thing more: when does %(name)s work? Without hours nobody can book with them.")
        messages.info(request, said % {"name": made[0].first_name})
        return redirect("dashboard:hours_of", made[0].public_id)
    return answer


def _edit(request: StaffRequest, form: Any, act: Any, rows: Any, back: str, **words: str) -> HttpResponse:
    return edit_page(request, form, act, rows, reverse(back), section="settings", **words)


def _named(model: type[Any], request: StaffRequest, public_id: str) -> Any:
    """The row of this clinic with the id; None where a new one is to be made."""
    return get_object_or_404(model, clinic=request.clinic, public_id=public_id) if public_id else None


def _room_kinds(request: StaffRequest) -> set[str]:
    rows = Room.objects.filter(clinic=request.clinic, is_active=True).values_list("kinds", flat=True)
    return {kind for kinds in rows for kind in kinds}
