"""The page behind the link of a reminder: pain, nights, anything new. It asks, and shows nothing of the record."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.appointments.gate import ScreeningIncomplete
from bookings.models import Appointment
from bookings.portal import browser
from bookings.portal.check_form import CheckForm, was_asked_again, was_whole
from bookings.portal.links import with_link
from bookings.web import DressedForm
from notes.portal.own_forms import TEN, rating
from notes.screening.emergency import number_of
from notes.screening.lists import FULL_LISTS
from notes.screening.pre_visit import CheckClosed, Pain, answer_pre_visit, lists_before
from notes.screening.speech import title_of, visit_paragraphs
from notes.screening.texts import EMERGENCY, messages


class PainForm(DressedForm):
    """Ratings as rows of segments; the nights ask further only where there was pain."""

    now = rating(_("Pain right now"))
    night_worst = rating(_("Worst pain at night, in the last 7 nights"))
    woken = forms.TypedChoiceField(
        label=_("On how many of these nights did it wake you?"),
        choices=TEN[:8],
        coerce=int,
        initial="0",
        required=False,
        empty_value=None,
    )
    eases = forms.ChoiceField(
        label=_("Does changing position ease it?"),
        choices=[("yes", _("Yes")), ("no", _("No, or not sure"))],
        initial="yes",
        required=False,
    )

    def pain(self) -> Pain:
        data = self.cleaned_data
        return Pain(data["now"], data["night_worst"], data["woken"] or 0, data["eases"] != "no")


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def pre_visit(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    now = timezone.now()
    patient = appointment.patient
    if patient is None or not appointment.is_live or appointment.starts_at <= now:
        return redirect("portal:manage", appointment.token)
    sent = request.POST if request.method == "POST" else None
    lists = FULL_LISTS if was_whole(request.POST) else lists_before(appointment, patient, now)
    form, check = PainForm(sent), CheckForm(lists, sent, asks_all=was_asked_again(request.POST))
    if not form.is_valid() or not check.is_valid:
        return _page(request, appointment, form, check, status=200 if sent is None else 400)
    try:
        outcome = answer_pre_visit(visit=appointment, answers=check.answers(), pain=form.pain(), now=now)
    except CheckClosed:
        return redirect("portal:manage", appointment.token)
    except ScreeningIncomplete:
        return _page(request, appointment, form, CheckForm(FULL_LISTS, asks_all=True), status=409)
    if outcome.asks_all:
        return _page(request, appointment, form, CheckForm(FULL_LISTS, asks_all=True))
    gate = outcome.gate
    is_emergency = gate is not None and EMERGENCY in messages(gate)
    context = {
        "clinic": appointment.clinic,
        "appointment": appointment,
        "title": title_of(gate) if gate else "",
        "paragraphs": visit_paragraphs(gate, appointment.clinic, outcome.defer_until) if gate else (),
        "emergency_number": number_of(appointment.clinic) if is_emergency else "",
    }
    return render(request, "notes/portal/pre_visit_thanks.html", context)


@require_safe
@with_link
def again(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Another visit of somebody who has the link of one: the next check asks only what is new."""
    browser.remember_visit(request, appointment.token)
    return redirect("portal:services", appointment.clinic.slug)


def _page(
    request: HttpRequest, visit: Appointment, form: PainForm, check: CheckForm, status: int = 200
) -> HttpResponse:
    context = {"clinic": visit.clinic, "appointment": visit, "form": form, "check": check}
    return render(request, "notes/portal/pre_visit.html", context, status=status)
