"""What doors share: who of the staff is knocking, how often somebody may, and how a refusal reaches a page."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from bookings.appointments.policy import Actor
from bookings.availability.hours import YEARS
from bookings.errors import DomainError
from bookings.languages import Because, speak
from bookings.models import Clinic, Membership, Therapist, User
from bookings.notifications.watch import mail_health
from bookings.people.second_factor import has_factor

P = ParamSpec("P")
R = TypeVar("R")
Role = Membership.Role
# Where the session keeps the public id of the clinic that somebody who works for several has chosen.
CHOSEN_CLINIC = "clinic"
EVERY_ROLE = (Role.OWNER, Role.THERAPIST, Role.RECEPTION)
DESK = (Role.OWNER, Role.RECEPTION)


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of a clinic's staff, as their memberships say; `therapist` if they treat.

    `elsewhere` are the other clinics that they work for; `factor_due_at` is from when on they may not work here without
    a second factor, None if they have one or need none.
    """

    user: User
    clinic: Clinic
    roles: frozenset[str]
    therapist: Therapist | None
    elsewhere: tuple[Clinic, ...] = ()
    factor_due_at: datetime | None = None

    @property
    def sees_all(self) -> bool:
        """Owner and reception see everybody's appointments; a therapist their own."""
        return not self.roles.isdisjoint(DESK)

    @property
    def sets_hours(self) -> bool:
        """The owner sets everybody's hours and time off; a therapist their own."""
        return Role.OWNER in self.roles or self.therapist is not None

    @property
    def actor(self) -> Actor:
        return Actor.staff(self.user)


class StaffRequest(HttpRequest):
    """A request that has passed `staff_required`."""

    staff: Staff
    clinic: Clinic


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponse]


def staff_required(
    *roles: str,
) -> Callable[[StaffView[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Let in members of a clinic's staff (with one of `roles`, if any are named).

    Who is not signed in is sent to sign in; anybody else is told that there is no such page. The view finds
    `request.staff` and `request.clinic`.
    """
    wanted = frozenset(roles or EVERY_ROLE)

    def decorate(view: StaffView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def check(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            staff = staff_of(request.user, request.session.get(CHOSEN_CLINIC, ""))
            if staff is None or not staff.roles & wanted:
                raise Http404
            if staff.factor_due_at and staff.factor_due_at <= timezone.now():
                return _to_second_factor(request)
            speak(
                staff.user.language or staff.clinic.language,
                Because.PERSON if staff.user.language else Because.CLINIC,
            )
            request.staff, request.clinic = staff, staff.clinic  # type: ignore[attr-defined]
            request.hides_messages = not staff.sees_all  # type: ignore[attr-defined]
            request.mail = SimpleLazyObject(lambda: mail_health(timezone.now()))  # type: ignore[attr-defined]
            request.has_inbox = bool(settings.DEMO_MAILBOX)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        return check

    return decorate


def staff_of(user: User, chosen: str = "") -> Staff | None:
    """What `user` is in the clinic that they work for: the `chosen` one (a public id), else their first. Two queries."""
    held = list(
        Membership.objects.filter(user=user)
        .select_related("clinic__policy")
        .annotate(has_factor=has_factor())
        .order_by("clinic_id", "pk")
    )
    if not held:
        return None
    clinics = {m.clinic_id: m.clinic for m in held}
    clinic = next((one for one in clinics.values() if one.public_id == chosen), held[0].clinic)
    return Staff(
        user=user,
        clinic=clinic,
        elsewhere=tuple(one for one in clinics.values() if one != clinic),
        roles=frozenset(m.role for m in held if m.clinic_id == clinic.pk),
        factor_due_at=None if held[0].has_factor else clinic.second_factor_from,
        therapist=Therapist.objects.filter(clinic=clinic, user=user, is_active=True).first(),
    )


def own_page(request: HttpRequest, page: str) -> str:
    """`page` if it is the path of one of ours, which may come from anywhere; else empty."""
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours and page.startswith("/") else ""


def _came_from(request: HttpRequest, header: str) -> str:
    """The path of our own page that a header names."""
    path = request.headers.get(header, "").removeprefix(f"{request.scheme}://{request.get_host()}")
    return path if path.startswith("/") else "/dashboard/"


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        to_sign_in = redirect_to_login(_came_from(request, "HX-Current-URL"))
        # A fragment cannot hold the sign-in page: the whole page goes there.
        return HttpResponse(status=204, headers={"HX-Redirect": to_sign_in["Location"]})
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    # Nothing is posted again after signing in; the page with the form is what can be shown.
    return redirect_to_login(_came_from(request, "Referer"))


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    page = f"{reverse('mfa_index')}?needed=1"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return HttpResponseRedirect(page)


def is_below(most: int, what: str, *, seconds: int) -> bool:
    """Count one more of `what` in the present stretch of so many seconds: whether that is allowed still.

    Counted in the cache: while that is away, there is no ceiling.
    """
    key = f"{what}:{int(time.time()) // seconds}"
    cache.add(key, 0, 2 * seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # evicted in between
        return True


def address_of(request: HttpRequest) -> str:
    """The caller's in the network: behind our proxy the one that it names, as for tries at signing in (allauth)."""
    named = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return named.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def sent(request: HttpRequest) -> Any:
    """For a form: what was posted, None for a page just opened."""
    return request.POST if request.method == "POST" else None


def show_refusal(request: HttpRequest, refusal: DomainError) -> None:
    """Say it at the top of the next page."""
    messages.error(request, str(refusal.message))


def perform(request: HttpRequest, act: Callable[[], R], said: str | Callable[[R], str]) -> bool:
    """Do it, and say at the top of the next page that it is done, or why not. Whether it is done."""
    try:
        result = act()
    except DomainError as refusal:
        show_refusal(request, refusal)
        return False
    messages.success(request, said if isinstance(said, str) else said(result))
    return True


def _within_reach(day: date) -> None:
    if day.year not in YEARS:
        raise forms.ValidationError(_("This date is too far away."), code="out_of_reach")


class DayField(forms.DateField):
    """By the browser's own picker, which wants one way of writing in every language."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [_within_reach]


class ClockField(forms.TimeField):
    """The same for a time of day."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class DressedForm(forms.Form):
    """A form whose controls carry the classes of docs/design.md.

    Judging the input is the server's part, so that all of it is said in one voice, beside the field.
    """

    use_required_attribute = False
    is_refused = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        bare = forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple | forms.HiddenInput
        for field in self.fields.values():
            attributes = field.widget.attrs
            if not isinstance(field.widget, bare):
                attributes["class"] = f"control {attributes.get('class', '')}".strip()
            if field.required and not field.widget.is_hidden:
                attributes.setdefault("aria-required", "true")

    def carry_out(self, act: Callable[[], Any]) -> bool:
        """Do it if what was sent is whole; a refusal is said on the form. Whether it is done."""
        if not self.is_valid():
            return False
        try:
            act()
        except DomainError as refusal:
            self.refuse(refusal)
            return False
        return True

    def refuse(self, refusal: DomainError) -> None:
        """Say it beside the field that is at fault, or above the form; a refusal of several fields names each."""
        self.is_refused = True
        said = refusal.details.get("errors", {refusal.field: refusal.message})
        for name, sentence in said.items():
            self.add_error(name if name in self.fields else None, str(sentence))
