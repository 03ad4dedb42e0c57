"""From an empty clinic to a bookable link: three short pages and a look at the result."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bookings import calendars
from bookings.catalogue.first_steps import AlreadyThere, Step, begin_work, next_step, offer_first, take_place
from bookings.dashboard.fetching import options_of
from bookings.dashboard.forms import status_of
from bookings.dashboard.setup_forms import OfferForm, PlaceForm, WorkForm
from bookings.errors import DomainError
from bookings.models import Membership
from bookings.web import DressedForm, StaffRequest, sent, staff_required

OWNER = Membership.Role.OWNER
METHODS = ["GET", "HEAD", "POST"]
STEPS = list(Step)
SHOWN = 3


@require_safe
@staff_required(OWNER)
def setup(request: StaffRequest) -> HttpResponse:
    """On to what is missing."""
    return redirect(f"dashboard:setup_{next_step(request.clinic)}")


@require_http_methods(METHODS)
@staff_required(OWNER)
def place(request: StaffRequest) -> HttpResponse:
    form = PlaceForm(sent(request), clinic=request.clinic)

    def act(now: datetime) -> None:
        take_place(clinic=request.clinic, **form.cleaned_data, user=request.staff.user, now=now)

    return _step(request, Step.PLACE, form, act)


@require_http_methods(METHODS)
@staff_required(OWNER)
def hours(request: StaffRequest) -> HttpResponse:
    form = WorkForm(sent(request), user=request.staff.user)

    def act(now: datetime) -> None:
        data = form.cleaned_data
        begin_work(
            clinic=request.clinic, first_name=data["first_name"], last_name=data["last_name"],
            is_user=data["is_user"], weekdays=data["weekdays"], shifts=form.shifts(),
            user=request.staff.user, now=now,
        )  # fmt: skip

    return _step(request, Step.HOURS, form, act)


@require_http_methods(METHODS)
@staff_required(OWNER)
def services(request: StaffRequest) -> HttpResponse:
    form = OfferForm(sent(request))

    def act(now: datetime) -> None:
        offer_first(clinic=request.clinic, chosen=form.chosen(), user=request.staff.user, now=now)

    return _step(request, Step.SERVICES, form, act)


@require_safe
@staff_required(OWNER)
def ready(request: StaffRequest) -> HttpResponse:
    """The link to share, and the next times that patients see behind it."""
    if next_step(request.clinic) != Step.READY:
        return redirect("dashboard:setup")
    options = options_of(request.clinic)
    found = calendars.next_openings_of_services(
        clinic=request.clinic, options=options, now=timezone.now(), count=SHOWN
    )
    context = {
        "offers": [(option, found.get(option.pk, [])) for option in options],
        "link": request.build_absolute_uri(reverse("portal:services", args=[request.clinic.slug])),
    }
    return render(request, "dashboard/setup_ready.html", context | _frame(Step.READY))


def _step(
    request: StaffRequest, step: Step, form: DressedForm, act: Callable[[datetime], None]
) -> HttpResponse:
    """Show one page of the wizard, or do what it says and go on; what is done or not yet due leads to the right one."""
    if next_step(request.clinic) != step:
        return redirect("dashboard:setup")
    if form.is_bound and form.is_valid():
        try:
            act(timezone.now())
        except AlreadyThere as refusal:
            messages.info(request, str(refusal.message))
            return redirect("dashboard:setup")
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect("dashboard:setup")
    context = {"form": form} | _frame(step)
    return render(request, f"dashboard/setup_{step}.html", context, status=status_of(form))


def _frame(step: Step) -> dict[str, object]:
    return {"section": "settings", "number": STEPS.index(step) + 1, "steps": STEPS.index(Step.READY)}
