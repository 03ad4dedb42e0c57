"""Booking: a time is reserved, the details are typed, and it is done."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.appointments.book import book
from bookings.appointments.gate import CheckList, Given, ScreeningIncomplete, ScreeningStop, booking_gate
from bookings.appointments.hold import hold, release
from bookings.appointments.own import agreed_at
from bookings.appointments.place import nearest_openings
from bookings.appointments.policy import AlreadyBooked, HoldExpired, OutsidePolicy, SlotTaken
from bookings.errors import DomainError
from bookings.idempotency import AlreadyAnswered, InFlight, KeyReused
from bookings.models import Appointment, Patient, ServiceOption
from bookings.notifications.recipients import recipient_of
from bookings.notifications.visit_form import form_is_asked
from bookings.portal import browser
from bookings.portal.account import patient_here
from bookings.portal.check_form import CheckForm, ticks_of, was_asked_again, was_whole
from bookings.portal.choosing import elsewhere_page, times_page
from bookings.portal.finding import clinic_of, held_of, is_live, option_of, therapist_of
from bookings.portal.forms import CONSENT_VERSION, TYPED, BookingForm, HoldForm, TypedForm, typed_of
from bookings.portal.times import places_of, read_slot

Status = Appointment.Status


@require_POST
def hold_time(request: HttpRequest, slug: str, option_id: str) -> HttpResponse:
    option = option_of(slug, option_id)
    now = timezone.now()
    places = places_of(option.clinic)
    form = HoldForm(request.POST)
    slot = read_slot(form.cleaned_data["slot"], places) if form.is_valid() else None
    therapist = therapist_of(option, request.POST.get("therapist", ""))
    if slot is None or (request.POST.get("therapist") and therapist is None):
        unreadable = _("That choice did not arrive in one piece. Please choose a time again.")
        return times_page(request, option, request.POST, notice=unreadable, status=400)
    starts_at, place = slot
    who = browser.name_of(request)
    asked = (option.public_id, form.cleaned_data["slot"], therapist and therapist.public_id)
    key = f"{who}:{form.cleaned_data['key']}:{asked[1]}"
    once = browser.once("hold", key, *asked, answer=lambda held: {"token": held.token})
    # Whoever looks at a third time has given up the first; two may stay open in two tabs.
    for token in browser.held_tokens(request)[:-1]:
        release(token=token, now=now)
    try:
        held = hold(
            option=option, starts_at=starts_at, therapist=therapist, location=place,
            held_by=who, now=now, once=once,
        )  # fmt: skip
        token = held.token
    except AlreadyAnswered as answered:
        token = answered.answer["token"]
    except (SlotTaken, OutsidePolicy) as refusal:
        title, text = _why(refusal)
        return elsewhere_page(request, option, refusal, title, text, therapist=therapist)
    except DomainError as refusal:
        return times_page(request, option, request.POST, notice=str(refusal.message), status=409)
    browser.remember_hold(request, token)
    typed = TypedForm(request.POST).typed()
    if not typed and not ticks_of(request.POST):
        return redirect("portal:details", slug, token)
    return _answered_at_once(request, held_of(option.clinic, token), typed, now)


def _answered_at_once(
    request: HttpRequest, held: Appointment, typed: dict[str, str], now: datetime
) -> HttpResponse:
    """Nothing typed is stored before it is booked: the page after a lost time is the answer itself."""
    if not is_live(held, now):
        return _ran_out(request, held, now, status=409)
    check = CheckForm(
        _asked_of(request, held, now), asks_all=was_asked_again(request.POST), carried=request.POST
    )
    return _details_page(request, held, now, check=check, initial=typed)


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    clinic = clinic_of(slug)
    now = timezone.now()
    held = held_of(clinic, token)
    if held.patient_id and held.status != Status.HELD:
        return redirect("portal:done", slug, token)
    if held.source == Appointment.Source.WAITLIST:
        return redirect("portal:offer", token)
    if held.series and held.series.sent_until:
        return redirect("portal:dates", token)
    if request.method != "POST":
        if is_live(held, now):
            return _details_page(request, held, now)
        return _ran_out(request, held, now, status=410)
    form, check = (
        BookingForm(request.POST, agreed=_agreed(request, held, now)[0]),
        _check_of(request, held, now),
    )
    if not form.is_valid() or not check.is_valid:
        if not is_live(held, now):
            return _ran_out(request, held, now, status=409)
        form.renew(key=browser.new_key())
        return _details_page(request, held, now, form=form, check=check, status=400)
    return _book(request, held, form, check, now)


def _book(
    request: HttpRequest, held: Appointment, form: BookingForm, check: CheckForm, now: datetime
) -> HttpResponse:
    data, token = form.cleaned_data, held.token
    asked = {name: data[name] for name in TYPED}
    who = form.patient()
    known = browser.known_patient(request, held.clinic)
    given = Given(
        answers=check.answers(),
        facts={},
        source="portal",
        born=who.birth_date,
        known=known.pk if known else None,
    )
    once = browser.once(
        "book", f"{token}:{data['key']}", asked, answer=lambda booked: {"id": booked.public_id}
    )
    try:
        book(
            token=token, patient=who, reason=data["reason"], screening=given,
            consented=data["consent"], consent_version=CONSENT_VERSION, now=now, once=once,
        )  # fmt: skip
    except (AlreadyAnswered, AlreadyBooked, KeyReused, InFlight):
        pass
    except HoldExpired as refusal:
        return _ran_out(request, held, now, status=409, refusal=refusal)
    except ScreeningStop as stop:
        return _stopped(request, held, stop)
    except ScreeningIncomplete:
        check = CheckForm(_lists_for(None, held, now), asks_all=True)
        form.renew(key=browser.new_key())
        return _details_page(request, held, now, form=form, check=check, status=409)
    except DomainError as refusal:
        form.refuse(refusal)
        return _details_page(request, held, now, form=form, check=check, status=409)
    browser.remember_visit(request, token)
    return redirect("portal:done", held.clinic.slug, token)


def _stopped(request: HttpRequest, held: Appointment, stop: ScreeningStop) -> HttpResponse:
    """Said on the answer itself, so that no address tells of it."""
    if stop.bookable_from:
        browser.remember_wait(request, held.clinic, stop.bookable_from)
    context = {
        "clinic": held.clinic,
        "title": stop.title,
        "paragraphs": stop.paragraphs,
        "emergency_number": stop.emergency_number,
        "is_wait": stop.is_wait,
        "is_other": stop.is_other_kind,
    }
    return render(request, "portal/stopped.html", context, status=409)


def _check_of(request: HttpRequest, held: Appointment, now: datetime) -> CheckForm:
    """The safety check as it was sent, or as it is asked first: short for whom this browser knows."""
    sent = request.POST if request.method == "POST" else None
    return CheckForm(_asked_of(request, held, now), sent, asks_all=was_asked_again(request.POST))


def _asked_of(request: HttpRequest, held: Appointment, now: datetime) -> tuple[CheckList, ...]:
    known = None if was_whole(request.POST) else browser.known_patient(request, held.clinic)
    return _lists_for(known, held, now)


def _lists_for(patient: Patient | None, held: Appointment, now: datetime) -> tuple[CheckList, ...]:
    return booking_gate().check_lists(clinic=held.clinic, patient=patient, now=now)


@require_safe
def done(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    booked = held_of(clinic_of(slug), token)
    if booked.status == Status.HELD or booked.patient is None:
        return redirect("portal:details", slug, token)
    if not booked.is_live:
        return redirect("portal:manage", token)
    context = {
        "clinic": booked.clinic,
        "appointment": booked,
        "is_request": booked.status == Status.PENDING,
        "email": recipient_of(booked.patient).email if browser.is_theirs(request, booked) else "",
        "asks_form": form_is_asked(booked, timezone.now()),
    }
    return render(request, "portal/done.html", context)


def _details_page(
    request: HttpRequest,
    held: Appointment,
    now: datetime,
    *,
    form: BookingForm | None = None,
    check: CheckForm | None = None,
    initial: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    if check is None:
        check = CheckForm(_lists_for(browser.known_patient(request, held.clinic), held, now))
    mine = patient_here(request, held.clinic)
    agreed, agreed_on = _agreed(request, held, now)
    known = typed_of(mine) if mine else {}
    form = form or BookingForm(initial={**known, **(initial or {}), "key": browser.new_key()}, agreed=agreed)
    context = {
        "clinic": held.clinic,
        "appointment": held,
        "form": form,
        "check": check,
        "now": now,
        "mine": mine,
        "agreed_on": agreed_on,
    }
    return render(request, "portal/details.html", context, status=status)


def _agreed(request: HttpRequest, held: Appointment, now: datetime) -> tuple[Patient | None, datetime | None]:
    """Who is signed in here and agreed within the year, and when; nobody has to say it at every visit."""
    mine = patient_here(request, held.clinic)
    on = agreed_at(mine, CONSENT_VERSION, now) if mine else None
    return (mine, on) if on else (None, None)


def _ran_out(
    request: HttpRequest, held: Appointment, now: datetime, *, status: int, refusal: HoldExpired | None = None
) -> HttpResponse:
    option = ServiceOption.objects.select_related("service", "clinic__policy").get(pk=held.option_id)
    if refusal is None:
        refusal = HoldExpired(alternatives=nearest_openings(option=option, to=held.starts_at, now=now))
    title, text = _("Your reservation ran out"), _("Nothing has been booked yet.")
    return elsewhere_page(request, option, refusal, title, text, status=status)


def _why(refusal: SlotTaken | OutsidePolicy) -> tuple[str, str]:
    """The headline and what follows it, without saying the same twice."""
    if isinstance(refusal, SlotTaken):
        return _("That time has just been taken"), _("Somebody was a moment quicker.")
    if refusal.message != OutsidePolicy.message:
        return _("That time cannot be booked"), str(refusal.message)
    return _("That time cannot be booked"), _("It is too soon, too far ahead, or between the times on offer.")
