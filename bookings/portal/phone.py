"""What makes the patients' pages installable on a phone: a manifest and an icon per clinic, and a service worker.

The worker keeps the shell (styles, fonts, scripts) and one page that says calmly that there is no connection. It never
keeps a page that somebody has opened.
"""

import json
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.colours import readable_pair
from bookings.portal.finding import clinic_of

SHELL = (
    "tend/css/tend.css", "tend/css/layout.css", "tend/css/controls.css", "tend/css/display.css",
    "tend/css/portal.css", "tend/css/portal-times.css", "tend/js/theme.js", "tend/js/tend.js",
    "tend/img/favicon.svg", "vendor/fonts/figtree-latin-wght-normal.woff2",
    "vendor/fonts/fraunces-latin-wght-normal.woff2", "vendor/icons.svg",
)  # fmt: skip
PAPER = "#faf7f2"
LONGEST_SHORT_NAME = 12


@require_safe
def manifest(request: HttpRequest, slug: str) -> HttpResponse:
    """The clinic as an app: its name, its colour, its letter. https://www.w3.org/TR/appmanifest/"""
    clinic = clinic_of(slug)
    home = reverse("portal:services", args=[slug])
    short = (
        clinic.name if len(clinic.name) <= LONGEST_SHORT_NAME else clinic.name.split()[0][:LONGEST_SHORT_NAME]
    )
    pngs = [("192", "any"), ("512", "any"), ("512", "maskable")]
    told = {
        "id": home,
        "name": clinic.name,
        "short_name": short,
        "lang": get_language(),
        "start_url": home,
        "scope": "/",
        "display": "standalone",
        "theme_color": readable_pair(clinic.accent)[0],
        "background_color": PAPER,
        "icons": [
            {"src": reverse("portal:icon", args=[slug]), "sizes": "any", "type": "image/svg+xml"},
            *(
                {
                    "src": static(f"tend/img/app-{size}{'-maskable' if use == 'maskable' else ''}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": use,
                }
                for size, use in pngs
            ),
        ],
        "shortcuts": [
            {"name": _("Book a visit"), "url": home},
            {"name": _("Your pages"), "url": reverse("portal:me")},
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
def icon(request: HttpRequest, slug: str) -> HttpResponse:
    clinic = clinic_of(slug)
    context = {"letter": clinic.name[:1].upper(), "colour": readable_pair(clinic.accent)[0]}
    return render(request, "portal/icon.svg", context, content_type="image/svg+xml")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Nobody's page: made without the request, so that nothing of whoever asked is kept with it."""
    return HttpResponse(render_to_string("portal/offline.html"))


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Changes with every file that it keeps, so that browsers fetch the new shell."""
    files = [static(name) for name in SHELL]
    mark = sha256(json.dumps([files, render_to_string("portal/offline.html")]).encode()).hexdigest()[:16]
    context = {
        "told": json.dumps({"shell": files, "offline": reverse("portal:offline"), "name": f"shell-{mark}"})
    }
    response = render(request, "portal/sw.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
