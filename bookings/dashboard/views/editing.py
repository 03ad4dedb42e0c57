"""Changing what was written down: hours, a date, time off, a wish on the waiting list, a patient's details."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.dashboard import edit_forms as forms
from bookings.dashboard.absence_forms import ALL
from bookings.dashboard.edit_page import edit_page
from bookings.dashboard.fetching import locations_of, options_of, patient_or_404, therapists_of
from bookings.dashboard.hours_forms import OverrideDayForm
from bookings.dashboard.views.closures import absence_form, time_off_or_404
from bookings.dashboard.views.hours import date_or_404, hours_or_404
from bookings.dashboard.views.waitlist import entry_or_404
from bookings.dashboard.wish_forms import WishForm
from bookings.models import Membership, WaitlistEntry
from bookings.people.change import change_patient
from bookings.schedules.hours import change_hours
from bookings.schedules.overrides import change_override
from bookings.schedules.time_off import change_time_off
from bookings.waitlist.join import change_wish
from bookings.web import DESK, StaffRequest, sent, staff_required

Role = Membership.Role
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@staff_required(Role.OWNER, Role.THERAPIST)
def hours(request: StaffRequest, public_id: str) -> HttpResponse:
    row = hours_or_404(request, public_id)
    form = forms.HoursForm(sent(request), initial=forms.of_hours(row), locations=locations_of(request.clinic))

    def act(now: datetime) -> None:
        change_hours(
            hours=row, therapist=row.therapist, weekday=form.cleaned_data["weekday"], shift=form.shift(),
            user=request.staff.user, now=now,
        )  # fmt: skip

    rows = (("weekday", "location"), ("start", "end"), ("every_weeks",), ("valid_from", "valid_until"))
    back = reverse("dashboard:hours_of", args=[row.therapist.public_id])
    return edit_page(request, form, act, rows, back, title=_("Change these hours"), whose=str(row.therapist))


@require_http_methods(METHODS)
@staff_required(Role.OWNER, Role.THERAPIST)
def override(request: StaffRequest, public_id: str) -> HttpResponse:
    row = date_or_404(request, public_id)
    places = locations_of(request.clinic)
    form = OverrideDayForm(sent(request), initial=forms.of_override(row), locations=places)

    def act(now: datetime) -> None:
        change_override(
            override=row, therapist=row.therapist, location=form.place, day=form.cleaned_data["day"],
            intervals=form.intervals(), user=request.staff.user, now=now,
        )  # fmt: skip

    rows = (("day", "location"), *((start.name, end.name) for start, end in form.pairs))
    back = reverse("dashboard:hours_of", args=[row.therapist.public_id])
    return edit_page(request, form, act, rows, back, title=_("Change one date"), whose=str(row.therapist))


@require_http_methods(METHODS)
@staff_required(Role.OWNER, Role.THERAPIST)
def time_off(request: StaffRequest, public_id: str) -> HttpResponse:
    """Then on to its page, which shows the visits that are inside."""
    row = time_off_or_404(request, public_id)
    form = absence_form(request, sent(request), timezone.now(), forms.of_time_off(row, ALL))

    def act(now: datetime) -> None:
        change_time_off(time_off=row, absence=form.cleaned_data["absence"], user=request.staff.user, now=now)

    rows = (("who", "where"), ("first", "last"), ("from_time", "until_time"), ("reason",))
    back = reverse("dashboard:closure", args=[row.public_id])
    return edit_page(
        request, form, act, rows, back, title=_("Change this closed time"), whose=_("Closed time")
    )


@require_http_methods(METHODS)
@staff_required(*DESK)
def wish(request: StaffRequest, public_id: str) -> HttpResponse:
    row = entry_or_404(request, public_id)
    if row.state != WaitlistEntry.State.WAITING:
        raise Http404
    clinic = request.clinic
    form = WishForm(
        sent(request), initial=forms.of_entry(row), options=options_of(clinic),
        therapists=therapists_of(clinic), locations=locations_of(clinic),
    )  # fmt: skip

    def act(now: datetime) -> None:
        change_wish(entry=row, option=form.chosen_option(), wanted=form.wanted(), now=now)

    rows = (
        ("option",), ("therapists",), ("location",), ("weekdays",), ("from_time", "until_time"),
        ("from_date", "until_date"), ("notice_minutes",),
    )  # fmt: skip
    title = _("Change what they wait for")
    return edit_page(
        request,
        form,
        act,
        rows,
        reverse("dashboard:waitlist"),
        title=title,
        whose=str(row.patient),
        section="waitlist",
    )


@require_http_methods(METHODS)
@staff_required(*DESK)
def patient(request: StaffRequest, public_id: str) -> HttpResponse:
    row = patient_or_404(request, public_id)
    form = forms.DetailsForm(sent(request), initial=forms.of_patient(row))

    def act(now: datetime) -> None:
        change_patient(patient=row, changes=form.cleaned_data, user=request.staff.user, now=now)

    rows = (("first_name", "last_name"), ("phone", "email"), ("birth_date", "sex"))
    back = reverse("dashboard:patient", args=[row.public_id])
    return edit_page(
        request, form, act, rows, back, title=_("Edit details"), whose=str(row), section="patients"
    )
