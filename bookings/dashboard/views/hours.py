"""When each therapist works, and why a time is not on offer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.calendars.why import why_not
from bookings.dashboard.fetching import locations_of, one_of, options_of, therapists_of, today_of
from bookings.dashboard.forms import status_of
from bookings.dashboard.hours_forms import CopyForm, OverrideDayForm, WeeklyForm, WhyForm
from bookings.models import DateOverride, Membership, ServiceOption, Therapist, WeeklyHours
from bookings.schedules.hours import add_hours, copy_day, remove_hours
from bookings.schedules.overrides import remove_override, set_override
from bookings.schedules.week import hours_sheet
from bookings.web import DressedForm, StaffRequest, sent, staff_required

Role = Membership.Role


@require_safe
@staff_required(Role.OWNER, Role.THERAPIST)
def hours(request: StaffRequest) -> HttpResponse:
    """On to one's own hours, or to the first therapist's."""
    people = _people(request)
    if not people:
        return render(request, "dashboard/hours_nobody.html", {"section": "hours"})
    own = request.staff.therapist
    return redirect("dashboard:hours_of", (own or people[0]).public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Role.OWNER, Role.THERAPIST)
def hours_of(request: StaffRequest, public_id: str) -> HttpResponse:
    """The week of one therapist; POST adds hours to it."""
    person, now = _person_or_404(request, public_id), timezone.now()
    form = WeeklyForm(sent(request), locations=locations_of(request.clinic))

    def add() -> None:
        days, shift = form.cleaned_data["weekdays"], form.shift()
        add_hours(therapist=person, weekdays=days, shift=shift, user=request.staff.user, now=now)

    return _answer(request, person, now, form, add, weekly=form)


@require_POST
@staff_required(Role.OWNER, Role.THERAPIST)
def copy(request: StaffRequest, public_id: str) -> HttpResponse:
    person, now = _person_or_404(request, public_id), timezone.now()
    form = CopyForm(request.POST)

    def do_copy() -> None:
        copy_day(therapist=person, **form.cleaned_data, user=request.staff.user, now=now)

    return _answer(request, person, now, form, do_copy, copying=form)


@require_POST
@staff_required(Role.OWNER, Role.THERAPIST)
def override(request: StaffRequest, public_id: str) -> HttpResponse:
    person, now = _person_or_404(request, public_id), timezone.now()
    form = OverrideDayForm(request.POST, locations=locations_of(request.clinic))

    def do_set() -> None:
        set_override(
            therapist=person, location=form.place, day=form.cleaned_data["day"],
            intervals=form.intervals(), user=request.staff.user, now=now,
        )  # fmt: skip

    return _answer(request, person, now, form, do_set, override=form)


@require_POST
@staff_required(Role.OWNER, Role.THERAPIST)
def remove(request: StaffRequest, public_id: str) -> HttpResponse:
    found = hours_or_404(request, public_id)
    remove_hours(hours=found, user=request.staff.user, now=timezone.now())
    messages.success(request, _("Removed. Visits that are booked stay where they are."))
    return redirect("dashboard:hours_of", found.therapist.public_id)


@require_POST
@staff_required(Role.OWNER, Role.THERAPIST)
def override_remove(request: StaffRequest, public_id: str) -> HttpResponse:
    found = date_or_404(request, public_id)
    remove_override(override=found, user=request.staff.user, now=timezone.now())
    messages.success(request, _("The weekly hours hold again on that date."))
    return redirect("dashboard:hours_of", found.therapist.public_id)


@require_safe
@staff_required()
def why(request: StaffRequest) -> HttpResponse:
    """The first rule that keeps a time from being offered to patients."""
    people, options, now = therapists_of(request.clinic), options_of(request.clinic), timezone.now()
    known = {
        name: request.GET[name] for name in ("therapist", "day", "time", "location") if name in request.GET
    }
    form = WhyForm(
        _asked(request, people, options),
        initial={"day": today_of(request.clinic, now), **known},
        therapists=people,
        options=options,
        locations=locations_of(request.clinic),
    )
    context: dict[str, Any] = {"section": "today", "form": form}
    if form.is_bound and form.is_valid():
        starts_at = form.starts_at()
        reason = why_not(
            option=form.treatment, therapist=form.person, location=form.place, starts_at=starts_at, now=now
        )
        context |= {
            "is_asked": True,
            "reason": reason,
            "starts_at": starts_at,
            "zone": form.place.time_zone,
        }
    return render(request, "dashboard/why.html", context, status=status_of(form))


def _asked(request: StaffRequest, people: list[Therapist], options: list[ServiceOption]) -> QueryDict | None:
    """What the address asks. A click on an hour of the calendar names no service: then it is the therapist's first."""
    if "option" in request.GET:
        return request.GET
    person = one_of(people, request.GET.get("therapist", ""))
    if person is None or not {"day", "time"} <= request.GET.keys():
        return None
    given = set(person.services.values_list("pk", flat=True))
    treatment = next((option for option in options if option.service_id in given), None)
    places = locations_of(request.clinic)
    if treatment is None or not places:
        return None
    asked = request.GET.copy()
    asked.setdefault("option", treatment.public_id)
    asked.setdefault("location", places[0].public_id)
    return asked


def _answer(
    request: StaffRequest,
    person: Therapist,
    now: datetime,
    form: DressedForm,
    act: Callable[[], None],
    **forms: DressedForm,
) -> HttpResponse:
    """Do what the form says and show the page afresh, or show it with what is wrong."""
    if form.carry_out(act):
        messages.success(request, _("Saved. Visits that are booked stay where they are."))
        return redirect("dashboard:hours_of", person.public_id)
    places = locations_of(request.clinic)
    context = {
        "section": "hours",
        "person": person,
        "people": _people(request),
        "sheet": hours_sheet(therapist=person, today=today_of(request.clinic, now)),
        "weekly": WeeklyForm(locations=places),
        "copying": CopyForm(),
        "override": OverrideDayForm(locations=places),
        **forms,
    }
    return render(request, "dashboard/hours.html", context, status=status_of(form))


def hours_or_404(request: StaffRequest, public_id: str) -> WeeklyHours:
    """Of somebody whose hours this member of staff may set."""
    rows = WeeklyHours.objects.select_related("therapist__clinic", "location")
    return get_object_or_404(rows, therapist__in=_people(request), public_id=public_id)


def date_or_404(request: StaffRequest, public_id: str) -> DateOverride:
    rows = DateOverride.objects.select_related("therapist__clinic", "location")
    return get_object_or_404(rows, therapist__in=_people(request), public_id=public_id)


def _people(request: StaffRequest) -> list[Therapist]:
    """Whose hours this member of staff may set: everybody's for the owner, else their own."""
    if Role.OWNER in request.staff.roles:
        return therapists_of(request.clinic)
    return [request.staff.therapist] if request.staff.therapist else []


def _person_or_404(request: StaffRequest, public_id: str) -> Therapist:
    found = one_of(_people(request), public_id)
    if found is None:
        raise Http404
    return found
