"""One list of what the desk, or a therapist, has to do about bookings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, F, OuterRef

from bookings.appointments.series import wishes_for_others
from bookings.models import Appointment, Clinic, User, WaitlistOffer
from bookings.notifications.refusals import undelivered_rows
from bookings.people.claims import open_claims

MOST = 50
NEWS_FOR = timedelta(days=3)
_Offer = WaitlistOffer.State


class Kind(StrEnum):
    """What is to be done."""

    REQUEST = "request"
    DATES = "dates"
    CLAIM = "claim"
    MESSAGE = "message"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do. `id` is the public id of what it is done to.

    `at` (UTC) is by when a request is answered, when the visit of a message or an offer is, else since when it waits.
    """

    kind: Kind
    id: str
    who: str
    at: datetime


def needs(*, user: User, clinic: Clinic, now: datetime, sees_all: bool) -> list[Need]:
    """What waits for `user`, by time; at most MOST of a kind. Five queries at the desk, two for a therapist."""
    found = [*_requests(user, clinic, now), *_dates(user, clinic, now)]
    if sees_all:
        found += [*_claims(clinic), *_messages(clinic, now), *_offers(clinic, now)]
    return sorted(found, key=lambda need: need.at)


def _requests(user: User, clinic: Clinic, now: datetime) -> Iterator[Need]:
    rows = Appointment.objects.editable_by(user).filter(
        clinic=clinic, status=Appointment.Status.PENDING, starts_at__gt=now
    )
    for row in rows.select_related("patient").defer("reason")[:MOST]:
        if row.patient:
            yield Need(Kind.REQUEST, row.public_id, row.patient.full_name, row.answer_by or row.starts_at)


def _dates(user: User, clinic: Clinic, now: datetime) -> Iterator[Need]:
    for wish in wishes_for_others(user, clinic.pk, now)[:MOST]:
        yield Need(Kind.DATES, wish.id, wish.patient, wish.answered_at)


def _claims(clinic: Clinic) -> Iterator[Need]:
    for claim in open_claims(clinic).select_related("candidate").order_by("created_at", "pk")[:MOST]:
        yield Need(Kind.CLAIM, claim.public_id, claim.candidate.full_name, claim.created_at)


def _messages(clinic: Clinic, now: datetime) -> Iterator[Need]:
    rows = undelivered_rows(clinic, now).select_related("patient").order_by("appointment__starts_at", "pk")
    for row in rows.annotate(visit_at=F("appointment__starts_at"), visit=F("appointment__public_id"))[:MOST]:
        said = vars(row)
        yield Need(
            Kind.MESSAGE, said["visit"], row.patient.full_name if row.patient else "", said["visit_at"]
        )


def _offers(clinic: Clinic, now: datetime) -> Iterator[Need]:
    """Times that somebody who waits did not take, and that nobody has since."""
    taken = Appointment.objects.occupying(now).filter(
        therapist=OuterRef("appointment__therapist"),
        starts_at__lt=OuterRef("appointment__ends_at"),
        ends_at__gt=OuterRef("appointment__starts_at"),
    )
    rows = WaitlistOffer.objects.filter(
        ~Exists(taken),
        entry__clinic=clinic,
        state__in=[_Offer.DECLINED, _Offer.PASSED],
        offered_at__gt=now - NEWS_FOR,
        appointment__starts_at__gt=now,
    ).select_related("entry__patient", "appointment")
    for row in rows.defer("appointment__reason").order_by("appointment__starts_at", "pk")[:MOST]:
        held = row.appointment
        yield Need(Kind.OFFER, held.public_id, row.entry.patient.full_name, held.starts_at)
