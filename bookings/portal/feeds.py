"""Calendars that are subscribed to: whoever holds the address reads them. And a patient's page to get that address."""

from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.languages import Because, speak
from bookings.notifications.feed import addresses_of, feed_of, language_of, owner_of
from bookings.people.feeds import end_feed, renew_feed
from bookings.portal.account import PatientRequest, patient_required


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever this secret is of. Asked again with what was answered last, 304 while that holds."""
    owner = owner_of(token)
    if owner is None:
        raise Http404
    speak(language_of(owner), Because.PERSON)
    found = feed_of(owner, timezone.now())
    etag = f'"{sha256(found.content).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(found.changed_at.timestamp()),
        "Cache-Control": "private, max-age=300",
        "Content-Disposition": 'inline; filename="appointments.ics"',
        "X-Robots-Tag": "noindex",
    }
    answer = HttpResponse(found.content, content_type="text/calendar; charset=utf-8", headers=headers)
    unchanged = get_conditional_response(request, etag, int(found.changed_at.timestamp()), answer)
    return unchanged or answer


@require_safe
@patient_required
def own_calendar(request: PatientRequest) -> HttpResponse:
    context = {"clinic": request.clinic, "feed": addresses_of(request.patient)}
    return render(request, "portal/own_calendar.html", context)


@require_POST
@patient_required
def renew(request: PatientRequest) -> HttpResponse:
    renew_feed(owner=request.patient)
    messages.success(request, _("This is the new address of your calendar. No other opens it."))
    return redirect("portal:own_calendar")


@require_POST
@patient_required
def end(request: PatientRequest) -> HttpResponse:
    end_feed(owner=request.patient)
    messages.success(request, _("Your calendar can be read from nowhere else now."))
    return redirect("portal:own_calendar")
