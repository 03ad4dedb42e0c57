"""Which messages a patient wants, behind the signed link in them. GET shows, POST acts.

`stop` is also what mail programs call by themselves (RFC 8058): a POST without cookies, session or CSRF token,
authorised by the link alone, and answered without a redirect. Scanners that open the link change nothing.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings.message_forms import LABELS, WishesForm
from bookings.notifications.wishes import TOPICS, mute, patient_of_key, set_wishes
from bookings.portal.links import unknown_link
from bookings.web import sent


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, key: str) -> HttpResponse:
    patient = patient_of_key(key)
    if patient is None:
        return unknown_link(request)
    form = WishesForm(sent(request), patient=patient)
    if form.is_valid():
        set_wishes(patient=patient, now=timezone.now(), **form.wishes())
        messages.success(request, _("Saved. Your next messages follow your choice."))
        return redirect("portal:wishes", key)
    context = {"clinic": patient.clinic, "form": form, "policy": patient.clinic.policy}
    return render(request, "portal/wishes.html", context, status=400 if form.errors else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: str, topic: str) -> HttpResponse:
    if topic not in TOPICS:
        raise Http404
    patient = patient_of_key(key)
    if patient is None:
        return unknown_link(request)
    kind = TOPICS[topic]
    if request.method == "POST":
        mute(patient=patient, kind=kind)
    is_off = request.method == "POST" or kind in patient.muted_kinds
    context = {"clinic": patient.clinic, "key": key, "label": LABELS[kind], "is_off": is_off}
    return render(request, "portal/stop.html", context)
