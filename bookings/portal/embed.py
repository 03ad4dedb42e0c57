"""The services and their next times, to be shown inside a page of the clinic's own website.

Nothing is booked in there: a time opens the booking page in a tab of its own, where the address can be seen. So the frame
needs no cookie, no session and no form, and no page with anything personal may ever be framed.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from bookings.portal.choosing import offers_of
from bookings.portal.finding import clinic_of
from bookings.portal.times import places_of, zone_labels

HOUR = 3600


@require_safe
@xframe_options_exempt
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """May be framed by the addresses that the owner has named, and by nobody else."""
    clinic = clinic_of(slug)
    now = timezone.now()
    places = places_of(clinic)
    context = {
        "clinic": clinic,
        "offers": offers_of(clinic, places, now),
        "zones": zone_labels(places, None, now),
    }
    response = render(request, "portal/embed.html", context)
    # X-Frame-Options knows no list; every browser that runs these pages heeds frame-ancestors.
    response._csp_replace = {"frame-ancestors": clinic.embed_origins or ["'none'"]}  # type: ignore[attr-defined]
    return response


@require_safe
def host_script(request: HttpRequest) -> HttpResponse:
    """For the website around the frame: makes the frame as tall as what is in it. At an address that lasts."""
    response = render(request, "portal/embed_host.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={HOUR}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
