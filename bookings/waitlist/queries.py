"""What the desk sees of the waiting list: who waits, what was offered, and who fits a time and why."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from bookings import wording
from bookings.models import Appointment, Clinic, Therapist, WaitlistEntry, WaitlistOffer
from bookings.notifications.recipients import recipient_of
from bookings.waitlist.freed import Freed, freed_times, who_fits
from bookings.waitlist.lines import Fit, Fits, FreedLine, OfferLine, WaitingList, WaitLine
from bookings.waitlist.matching import Match, may_suit, place_in_line
from bookings.waitlist.wishes import Waiting, waiting_of
from bookings.waitlist.words import standing_of, wants_of

BEST = 3
# How long an answered offer stays on the page.
RECENT = timedelta(days=7)
MOST_LINES = 200


def waiting_list(clinic: Clinic, now: datetime) -> WaitingList:
    """The whole page; a constant number of queries."""
    waiting = waiting_of(clinic, now)
    order = sorted(waiting.wishes, key=place_in_line)
    return WaitingList(
        lines=tuple(_line(waiting.entries[wish.entry], now) for wish in order),
        offers=tuple(_offers(clinic, now)),
        freed=tuple(_freed(clinic, waiting, now)) if waiting.wishes else (),
    )


def fits_for(
    clinic: Clinic, therapist: Therapist, starts_at: datetime, ends_at: datetime, now: datetime
) -> Fits:
    """The three first in line for what is open of [starts_at, ends_at)."""
    waiting = waiting_of(clinic, now)
    found = who_fits(Freed(starts_at, ends_at, therapist.pk, clinic.pk), waiting, clinic, now)
    offered = _offer_rows(clinic).filter(
        state=WaitlistOffer.State.OPEN, expires_at__gt=now, appointment__therapist=therapist,
        appointment__starts_at__lt=ends_at, appointment__ends_at__gt=starts_at,
    ).first()  # fmt: skip
    return Fits(
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=clinic.time_zone,
        therapist=therapist.full_name,
        therapist_id=therapist.public_id,
        best=tuple(_fit(match, waiting, now) for match in found[:BEST]),
        others=max(len(found) - BEST, 0),
        open_offer=_offer_line(offered, now) if offered else None,
    )


def entry_at_desk(clinic: Clinic, public_id: str) -> WaitlistEntry | None:
    """An entry of the clinic, with what a verb needs of it."""
    rows = WaitlistEntry.objects.select_related(
        "option__service", "option__clinic__policy", "clinic__policy", "location", "patient__clinic",
        "patient__guardian",
    )  # fmt: skip
    return rows.filter(clinic=clinic, public_id=public_id).first()


def offer_at_desk(clinic: Clinic, public_id: str) -> WaitlistOffer | None:
    """The offer of the clinic whose held appointment has this public id."""
    rows = WaitlistOffer.objects.select_related("entry__patient", "entry__clinic__policy", "appointment")
    rows = rows.defer("appointment__reason")
    return rows.filter(entry__clinic=clinic, appointment__public_id=public_id).first()


def _line(entry: WaitlistEntry, now: datetime) -> WaitLine:
    return WaitLine(
        public_id=entry.public_id,
        patient=entry.patient.full_name,
        patient_id=entry.patient.public_id,
        phone=entry.patient.phone,
        has_email=bool(recipient_of(entry.patient).email),
        service=entry.option.service.name,
        minutes=entry.option.minutes,
        wants=wants_of(entry),
        standing=standing_of(entry, now),
        until_date=entry.until_date,
    )


def _fit(match: Match, waiting: Waiting, now: datetime) -> Fit:
    entry = waiting.entries[match.wish.entry]
    return Fit(
        entry_id=entry.public_id,
        patient=entry.patient.full_name,
        patient_id=entry.patient.public_id,
        phone=entry.patient.phone,
        has_email=match.wish.can_be_mailed,
        service=f"{entry.option.service.name}, {wording.duration(entry.option.minutes)}",
        starts_at=match.time.starts_at,
        ends_at=match.time.ends_at,
        time_zone=match.time.zone.key,
        why=(*standing_of(entry, now), *wants_of(entry)),
    )


def _freed(clinic: Clinic, waiting: Waiting, now: datetime) -> list[FreedLine]:
    freed = freed_times([clinic], now, grace=timedelta())
    people = Therapist.objects.filter(clinic=clinic, is_active=True).in_bulk({one.therapist for one in freed})
    lines = []
    for one in freed:
        fitting = {
            w.patient for w in waiting.wishes if may_suit(w, one.therapist, one.starts_at, one.ends_at)
        }
        if fitting and one.therapist in people:
            who = people[one.therapist]
            lines.append(
                FreedLine(
                    one.starts_at, one.ends_at, clinic.time_zone, who.full_name, who.public_id, len(fitting)
                )
            )
    return lines


def _offer_rows(clinic: Clinic) -> QuerySet[WaitlistOffer]:
    return (
        WaitlistOffer.objects.filter(entry__clinic=clinic)
        .select_related("entry__patient", "appointment__therapist", "appointment__option__service")
        .defer("appointment__reason")
    )


def _offers(clinic: Clinic, now: datetime) -> list[OfferLine]:
    recent = _offer_rows(clinic).filter(offered_at__gt=now - RECENT, appointment__ends_at__gt=now)
    return [_offer_line(offer, now) for offer in recent.order_by("-offered_at", "-pk")[:MOST_LINES]]


def _offer_line(offer: WaitlistOffer, now: datetime) -> OfferLine:
    held: Appointment = offer.appointment
    is_open = offer.state == WaitlistOffer.State.OPEN and offer.expires_at > now
    ran_out = offer.state == WaitlistOffer.State.OPEN and not is_open
    return OfferLine(
        key=held.public_id,
        patient=offer.entry.patient.full_name,
        patient_id=offer.entry.patient.public_id,
        phone=offer.entry.patient.phone,
        starts_at=held.starts_at,
        time_zone=held.time_zone,
        therapist=held.therapist.full_name,
        service=held.option.service.name,
        state=offer.state,
        state_label=str(WaitlistOffer.State.PASSED.label if ran_out else offer.get_state_display()),
        is_open=is_open,
        expires_at=offer.expires_at,
    )
