"""Waiting for a time: getting on the list, the page of an entry, and the answer to an offer.

GET shows, POST acts.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.appointments.patient import PatientDetails
from bookings.appointments.policy import Actor, AlreadyBooked, change_rules
from bookings.errors import DomainError
from bookings.idempotency import AlreadyAnswered, KeyReused
from bookings.models import Appointment, Patient, ServiceOption, WaitlistEntry, WaitlistOffer
from bookings.portal import browser
from bookings.portal.finding import option_of
from bookings.portal.forms import CONSENT_VERSION
from bookings.portal.links import unknown_link, with_link
from bookings.portal.wish_forms import JoinForm, WishForm
from bookings.waitlist.claim import claim, decline, later_visits, offer_behind
from bookings.waitlist.join import join, leave
from bookings.waitlist.policy import OfferGone
from bookings.waitlist.words import wants_of

State = WaitlistOffer.State


@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, slug: str, option_id: str) -> HttpResponse:
    """Somebody whom no time suits says who they are and when they could come."""
    option = option_of(slug, option_id)
    now = timezone.now()
    if request.method != "POST":
        chosen = {"key": browser.new_key(), "therapist": request.GET.get("therapist", "")}
        return _join_page(request, option, JoinForm(initial=chosen, option=option, now=now))
    form = JoinForm(request.POST, option=option, now=now)
    if not form.is_valid():
        form.renew(key=browser.new_key())
        return _join_page(request, option, form, status=400)
    joined = _joined(request, option, form.patient(), form, now, CONSENT_VERSION)
    return joined or _join_page(request, option, form, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def wait_for_earlier(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Somebody who has a visit keeps it until an earlier time is theirs."""
    now = timezone.now()
    if not change_rules(appointment, now).can_move or appointment.patient is None:
        return redirect("portal:manage", appointment.token)
    option = ServiceOption.objects.select_related("service", "clinic__policy").get(pk=appointment.option_id)
    page: dict[str, Any] = {"option": option, "now": now, "instead_of": appointment}
    if request.method != "POST":
        chosen = {"key": browser.new_key(), "therapist": appointment.therapist.public_id}
        return _join_page(request, option, WishForm(initial=chosen, **page), appointment)
    form = WishForm(request.POST, **page)
    if not form.is_valid():
        form.renew(key=browser.new_key())
        return _join_page(request, option, form, appointment, status=400)
    joined = _joined(request, option, appointment.patient, form, now)
    return joined or _join_page(request, option, form, appointment, status=409)


@require_safe
def waiting(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody waits for, and how to stop.

    Whoever typed the details of a patient gets here: nothing of the record they fit is shown, neither the name as it
    stands there, nor a visit, nor a time that is offered. Offers are reached by the link in the mail alone.
    """
    entry = _entry_behind(token)
    if entry is None:
        return unknown_link(request)
    is_offered = entry.offers.filter(state=State.OPEN, expires_at__gt=timezone.now()).exists()
    context = {"clinic": entry.clinic, "entry": entry, "wants": wants_of(entry), "is_offered": is_offered}
    return render(request, "portal/waitlist_entry.html", context)


@require_POST
def stop_waiting(request: HttpRequest, token: str) -> HttpResponse:
    entry = _entry_behind(token)
    if entry is None:
        return unknown_link(request)
    leave(entry=entry, actor=Actor.patient(), now=timezone.now())
    messages.success(request, _("You are off the list."))
    return redirect("portal:waiting", token)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_offer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of an offer: take it, for a new visit or for one that lies later."""
    offered = offer_behind(token)
    if offered is None:
        return unknown_link(request)
    now = timezone.now()
    if request.method != "POST":
        return _offer_page(request, offered, now)
    if offered.state == State.CLAIMED:
        return _to_what_was_taken(offered, is_moved=offered.moved is not None)
    wanted = request.POST.get("replacing", "")
    movable = [visit for visit in later_visits(offered) if change_rules(visit, now).can_move]
    replacing = next((visit for visit in movable if visit.public_id == wanted), None)
    if wanted and replacing is None:
        gone = _("That visit cannot be moved any more. Please choose again.")
        return _offer_page(request, offered, now, notice=gone, status=409)
    try:
        taken = claim(offer=offered, actor=Actor.patient(), replacing=replacing, now=now)
    except AlreadyBooked as refusal:
        taken = refusal.details["appointment"]
    except OfferGone:
        return _offer_page(request, offered, now, is_gone=True, status=409)
    except DomainError as refusal:
        return _offer_page(request, offered, now, notice=str(refusal.message), status=409)
    else:
        messages.success(request, _("It is yours. A message with everything is on its way."))
    return _to_what_was_taken(offered, is_moved=taken != offered.appointment)


@require_http_methods(["GET", "HEAD", "POST"])
def decline_offer(request: HttpRequest, token: str) -> HttpResponse:
    offered = offer_behind(token)
    if offered is None:
        return unknown_link(request)
    now = timezone.now()
    if request.method != "POST":
        return _offer_page(request, offered, now, template="portal/waitlist_decline.html")
    decline(offer=offered, actor=Actor.patient(), now=now)
    messages.success(request, _("Thank you for telling us. You stay on the list for another time."))
    return redirect("portal:waiting", offered.entry.token)


def _joined(
    request: HttpRequest,
    option: ServiceOption,
    patient: Patient | PatientDetails,
    form: WishForm,
    now: datetime,
    consent_version: str = "",
) -> HttpResponse | None:
    """The way to the new entry's page; None if it was refused, which the form then says."""
    who = browser.name_of(request)
    asked = {name: request.POST.getlist(name) for name in form.fields}
    once = browser.once(
        "join",
        f"{who}:{form.cleaned_data['key']}",
        option.public_id,
        asked,
        answer=lambda e: {"token": e.token},
    )
    try:
        entry = join(
            option=option, patient=patient, wanted=form.wanted(), now=now, consent_version=consent_version,
            once=once,
        )  # fmt: skip
    except AlreadyAnswered as answered:
        return redirect("portal:waiting", answered.answer["token"])
    except KeyReused:
        form.renew(key=browser.new_key())
        form.add_error(None, _("This form was sent before. Please check it and send it again."))
    except DomainError as refusal:
        form.refuse(refusal)
    else:
        return redirect("portal:waiting", entry.token)
    return None


def _join_page(
    request: HttpRequest,
    option: ServiceOption,
    form: WishForm,
    appointment: Appointment | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"clinic": option.clinic, "option": option, "form": form, "appointment": appointment}
    return render(request, "portal/waitlist_join.html", context, status=status)


def _offer_page(
    request: HttpRequest,
    offered: WaitlistOffer,
    now: datetime,
    *,
    template: str = "portal/waitlist_offer.html",
    notice: str = "",
    is_gone: bool = False,
    status: int = 200,
) -> HttpResponse:
    held = offered.appointment
    if offered.state == State.CLAIMED and offered.moved is None:
        return _to_what_was_taken(offered, is_moved=False)
    if offered.state == State.CLAIMED:
        template = "portal/waitlist_moved.html"
    elif is_gone or offered.state != State.OPEN or offered.expires_at <= now:
        template = "portal/waitlist_gone.html"
    movable = [visit for visit in later_visits(offered) if change_rules(visit, now).can_move]
    context = {
        "clinic": held.clinic,
        "offer": offered,
        "appointment": held,
        "visits": movable,
        "now": now,
        "notice": notice,
    }
    return render(request, template, context, status=status)


def _to_what_was_taken(offered: WaitlistOffer, *, is_moved: bool) -> HttpResponse:
    """The time itself, now a visit. One that was moved there has a link of its own, which this one does not open."""
    return redirect("portal:offer" if is_moved else "portal:manage", offered.appointment.token)


def _entry_behind(token: str) -> WaitlistEntry | None:
    rows = WaitlistEntry.objects.select_related("clinic__policy", "option", "location")
    return rows.prefetch_related("therapists").filter(token=token).first()
