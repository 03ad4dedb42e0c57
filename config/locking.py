"""Auto-lock: a staff session that was left alone answers nothing until its owner shows who they are.

The page locks itself on top of what is typed (tend/js/lock.js); here is the wall behind it.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from allauth.account.forms import ReauthenticateForm
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import presence
from bookings.web import own_page
from config.errors import PROBLEM
from config.middleware import PASSING, come_back_later

Next = Callable[[HttpRequest], HttpResponseBase]
# The doors that staff go through with a session, and what stays open while it is locked.
PROGRAMS = ("/api/", "/fhir/")
GUARDED = ("/dashboard/", "/accounts/", *PROGRAMS)
OPEN = ("/accounts/lock/", "/accounts/logout/")


class AutoLockMiddleware:
    """Notes signs of life, and answers 423 for a locked session. A request that the page made by itself
    (`X-By-Itself`) is no sign of life."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            locked = self._locked(request)
        except PASSING as error:
            # What a middleware raises reaches no other one.
            return come_back_later(request, error)
        return locked or self.get_response(request)

    def _locked(self, request: HttpRequest) -> HttpResponse | None:
        if request.path.startswith(GUARDED) and presence.is_watched(request.session):
            now = timezone.now()
            is_locked = presence.is_locked(request.session, now)
            if is_locked and not request.path.startswith(OPEN):
                presence.lock(request.session)
                return _locked(request)
            if not is_locked and "X-By-Itself" not in request.headers:
                _see(request, now)
            request.locks_after = presence.limit()  # type: ignore[attr-defined]
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def lock(request: HttpRequest) -> HttpResponse:
    """POST locks now; GET is the page that a locked session sees."""
    if request.method == "POST":
        presence.lock(request.session)
        if _wants_json(request):
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return _to_the_lock(_next_of(request))
    if not presence.is_locked(request.session, timezone.now()):
        return redirect(_next_of(request))
    return _lock_page(request)


@require_POST
@login_required
def stay(request: HttpRequest) -> HttpResponse:
    """Somebody is typing. The middleware has noted it, or refused if it came too late."""
    is_locked = presence.is_locked(request.session, timezone.now())
    return HttpResponse(status=HTTPStatus.LOCKED if is_locked else HTTPStatus.NO_CONTENT)


@require_safe
@login_required
def passkey(request: HttpRequest) -> HttpResponse:
    """What the browser asks the passkey for. 404 for somebody who has none."""
    if not Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).exists():
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    return JsonResponse({"request_options": begin_authentication(request.user)})


@require_POST
@login_required
def unlock(request: HttpRequest) -> HttpResponse:
    """The password or a passkey opens the session again, and counts as having signed in just now."""
    if refused := ratelimit.consume_or_429(request, action="reauthenticate", user=request.user):
        return refused
    by_passkey = "credential" in request.POST
    kind = ReauthenticateWebAuthnForm if by_passkey else ReauthenticateForm
    form = kind(user=request.user, data=request.POST)
    if not form.is_valid():
        errors = [error for errors in form.errors.values() for error in errors]
        if _wants_json(request):
            return JsonResponse({"errors": errors}, status=HTTPStatus.BAD_REQUEST)
        return _lock_page(request, errors, HTTPStatus.BAD_REQUEST)
    if by_passkey:
        form.save()
    else:
        reauthenticate_by_password(request)
    presence.prove(request.session, timezone.now())
    return JsonResponse({}) if _wants_json(request) else redirect(_next_of(request))


def _locked(request: HttpRequest) -> HttpResponse:
    """In the language of whoever knocks. A form that was sent is answered in place: Back brings what was typed."""
    if request.path.startswith(PROGRAMS):
        body = {"type": "about:blank", "title": "Locked", "status": 423, "code": "locked"}
        body["detail"] = _("This session was left alone and is locked. Unlock it in the browser.")
        return JsonResponse(body, status=HTTPStatus.LOCKED, content_type=PROBLEM)
    if request.headers.get("HX-Request") or _wants_json(request):
        return HttpResponse(status=HTTPStatus.LOCKED)
    if request.method in ("GET", "HEAD"):
        return _to_the_lock(request.get_full_path())
    return _lock_page(request, status=HTTPStatus.LOCKED)


def _to_the_lock(page: str) -> HttpResponse:
    return redirect(f"{reverse('account_lock')}?{urlencode({'next': page}, safe='/')}")


def _lock_page(
    request: HttpRequest, errors: list[Any] | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    was_sent = request.method == "POST" and not request.path.startswith(OPEN)
    context = {"errors": errors, "next": _next_of(request), "was_sent": was_sent}
    return render(request, "account/lock.html", context, status=status)


def _see(request: HttpRequest, now: Any) -> None:
    if presence.see(request.session, now):
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)


def _next_of(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return own_page(request, asked) or reverse("dashboard:today")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"
