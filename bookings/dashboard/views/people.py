"""Who works in the clinic: invited, changed and switched off by the owner; and accepting an invitation."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.dashboard.forms import status_of
from bookings.dashboard.people_forms import InvitationForm, JoinForm, MemberForm
from bookings.languages import Because, speak
from bookings.models import Membership, StaffInvitation
from bookings.people.invitations import (
    InvitationSpent,
    accept,
    invite,
    invite_again,
    open_invitation,
    open_invitations,
    withdraw,
)
from bookings.people.second_factor import require_second_factor, waive_second_factor
from bookings.people.team import Member, change_roles, free_calendars, switch_off, team_of
from bookings.web import StaffRequest, perform, sent, staff_required

OWNER = Membership.Role.OWNER


@require_safe
@staff_required(OWNER)
def people(request: StaffRequest) -> HttpResponse:
    context = {"section": "settings", "team": team_of(request.clinic), "now": timezone.now()}
    return render(request, "dashboard/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(OWNER)
def new_member(request: StaffRequest) -> HttpResponse:
    form = InvitationForm(sent(request), calendars=free_calendars(request.clinic))

    def act() -> None:
        invite(
            clinic=request.clinic, email=form.cleaned_data["email"], role=form.cleaned_data["role"],
            therapist=form.chosen_calendar(), user=request.staff.user, now=timezone.now(),
        )  # fmt: skip

    if form.carry_out(act):
        messages.success(request, _("The invitation is on its way to %s.") % form.cleaned_data["email"])
        return redirect("dashboard:people")
    context = {"section": "settings", "form": form}
    return render(request, "dashboard/person_new.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(OWNER)
def member(request: StaffRequest, user: int) -> HttpResponse:
    """What somebody is here."""
    found = _member_or_404(request, user)
    form = MemberForm(
        sent(request),
        calendars=free_calendars(request.clinic),
        initial={"roles": found.roles},
    )

    def act() -> None:
        change_roles(
            clinic=request.clinic, member=found.user, roles=form.cleaned_data["roles"],
            therapist=form.chosen_calendar(), user=request.staff.user, now=timezone.now(),
        )  # fmt: skip

    if form.carry_out(act):
        messages.success(request, _("Saved."))
        return redirect("dashboard:people")
    context = {"section": "settings", "form": form, "member": found}
    return render(request, "dashboard/person.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(OWNER)
def member_off(request: StaffRequest, user: int) -> HttpResponse:
    found = _member_or_404(request, user)
    if request.method != "POST":
        return render(request, "dashboard/person_off.html", {"section": "settings", "member": found})

    act = partial(
        switch_off, clinic=request.clinic, member=found.user, user=request.staff.user, now=timezone.now()
    )
    perform(request, act, _("%s works here no more and is signed out everywhere.") % found.user)
    return redirect("dashboard:people")


@require_POST
@staff_required(OWNER)
def invitation_again(request: StaffRequest, public_id: str) -> HttpResponse:
    asked = _invitation_or_404(request, public_id)
    act = partial(invite_again, invitation=asked, now=timezone.now())
    perform(request, act, _("The invitation was sent again."))
    return redirect("dashboard:people")


@require_POST
@staff_required(OWNER)
def invitation_withdraw(request: StaffRequest, public_id: str) -> HttpResponse:
    asked = _invitation_or_404(request, public_id)
    act = partial(withdraw, invitation=asked, user=request.staff.user, now=timezone.now())
    perform(request, act, _("The invitation was taken back."))
    return redirect("dashboard:people")


@require_POST
@staff_required(OWNER)
def second_factor(request: StaffRequest) -> HttpResponse:
    """Whether the clinic's staff need a second factor to sign in."""
    clinic, user, now = request.clinic, request.staff.user, timezone.now()
    if request.POST.get("needed") == "yes":
        require_second_factor(clinic=clinic, user=user, now=now)
        messages.success(request, _("Everybody without a second factor is asked for one from now on."))
    else:
        waive_second_factor(clinic=clinic, user=user, now=now)
        messages.success(request, _("A password is enough from now on."))
    return redirect("dashboard:people")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter. It signs nobody in: whoever has a password already goes on with it."""
    now = timezone.now()
    try:
        asked = open_invitation(token, now)
    except InvitationSpent:
        return render(request, "account/invitation_spent.html", status=404)
    speak(
        asked.user.language or asked.clinic.language,
        Because.PERSON if asked.user.language else Because.CLINIC,
    )
    is_known = asked.user.has_usable_password()
    form = None if is_known else JoinForm(sent(request), user=asked.user)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            accept(key=token, now=now, **(form.cleaned_data if form else {}))
        except InvitationSpent:
            return render(request, "account/invitation_spent.html", status=404)
        messages.success(request, _("Welcome to %s. You can sign in now.") % asked.clinic.name)
        return redirect("account_login")
    context = {"asked": asked, "form": form}
    return render(request, "account/invitation.html", context, status=status_of(form) if form else 200)


def _member_or_404(request: StaffRequest, user: int) -> Member:
    found = next((one for one in team_of(request.clinic).members if one.user.pk == user), None)
    if found is None:
        raise Http404
    return found


def _invitation_or_404(request: StaffRequest, public_id: str) -> StaffInvitation:
    rows = open_invitations(request.clinic).select_related("clinic", "user")
    return get_object_or_404(rows, public_id=public_id)
