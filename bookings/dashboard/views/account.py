"""Somebody's own account: who they are, how they sign in, and where they are signed in."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.dashboard.forms import status_of
from bookings.dashboard.people_forms import ProfileForm
from bookings.models import Therapist
from bookings.notifications.feed import addresses_of
from bookings.people.accounts import change_profile
from bookings.people.feeds import end_feed, renew_feed
from bookings.people.sessions import end_others, end_place, places_of
from bookings.web import StaffRequest, sent, staff_required

Type = Authenticator.Type


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def account(request: StaffRequest) -> HttpResponse:
    user = request.staff.user
    form = ProfileForm(sent(request), user=user)
    if form.is_valid():
        change_profile(user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("dashboard:account")
    ways = list(Authenticator.objects.filter(user=user))
    codes = next((way.wrap() for way in ways if way.type == Type.RECOVERY_CODES), None)
    context = {
        "section": "account",
        "form": form,
        "has_app": any(way.type == Type.TOTP for way in ways),
        "passkeys": [way for way in ways if way.type == Type.WEBAUTHN],
        "codes_left": len(codes.get_unused_codes()) if codes else None,
        "places": places_of(user, request.session.session_key),
        "treats": request.staff.therapist is not None,
        "feed": addresses_of(request.staff.therapist),
    }
    return render(request, "dashboard/account.html", context, status=status_of(form))


@require_POST
@staff_required()
def renew_calendar(request: StaffRequest) -> HttpResponse:
    """The address of one's own calendar: made, or made anew."""
    renew_feed(owner=_therapist_of(request))
    messages.success(request, _("This is the new address of your calendar. No other opens it."))
    return redirect(f"{reverse('dashboard:account')}#calendar")


@require_POST
@staff_required()
def end_calendar(request: StaffRequest) -> HttpResponse:
    end_feed(owner=_therapist_of(request))
    messages.success(request, _("Your calendar can be read from nowhere else now."))
    return redirect("dashboard:account")


def _therapist_of(request: StaffRequest) -> Therapist:
    if request.staff.therapist is None:
        raise Http404
    return request.staff.therapist


@require_POST
@staff_required()
def sign_out_there(request: StaffRequest, place: int) -> HttpResponse:
    """End one session of one's own."""
    if not end_place(request.staff.user, place):
        raise Http404
    messages.success(request, _("Signed out there."))
    return redirect("dashboard:account")


@require_POST
@staff_required()
def sign_out_elsewhere(request: StaffRequest) -> HttpResponse:
    end_others(request.staff.user, request.session.session_key)
    messages.success(request, _("You are signed in nowhere else now."))
    return redirect("dashboard:account")
