"""What the waiting list refuses, and until when an offer holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import WaitlistEntry
from bookings.notifications.outbox import out_of_quiet
from bookings.notifications.recipients import recipient_of
from bookings.waitlist.matching import STOP

# Waiting for everything at once would make every freed time theirs.
MOST_ENTRIES = 5
# What a form begins with and offers: how long somebody waits, and how many minutes before a time they must know of it.
USUAL_WAIT = timedelta(days=28)
NOTICES = [(120, _("Two hours")), (240, _("Four hours")), (1440, _("A day")), (2880, _("Two days"))]


class BadWish(DomainError):
    """Something about the wish cannot be; `field` says what."""

    code = "bad_wish"


class TooManyEntries(DomainError):
    code = "too_many_entries"
    message = _("There are five entries on the waiting list for this person already.")


class NotWaiting(DomainError):
    code = "not_waiting"
    message = _("This entry is no longer on the waiting list.")


class DoesNotFit(DomainError):
    """The time is not, or no longer, one for whom it was to be offered to."""

    code = "does_not_fit"
    message = _("This time does not fit any more, or was offered to them before.")


class OfferGone(DomainError):
    """The offer was declined, ran out or was withdrawn."""

    code = "offer_gone"
    message = _("This time has gone to somebody else or is no longer kept for you.")


@dataclass(frozen=True, slots=True)
class Answering:
    """When the patient is told, and until when they may answer."""

    told_at: datetime
    until: datetime


def answering(entry: WaitlistEntry, starts_at: datetime, zone: str, now: datetime) -> Answering | None:
    """The time to answer an offer made at `now`, counted from the end of quiet hours; None if it is too late."""
    told_at = out_of_quiet(now, recipient_of(entry.patient), entry.clinic, zone, until=starts_at - STOP)
    if told_at is None:
        return None
    minutes = timedelta(minutes=entry.clinic.policy.waitlist_offer_minutes)
    return Answering(told_at, min(told_at + minutes, starts_at))


def ring_on_commit() -> None:
    """Have the next in line looked for at once. The sweep finds what the bell lost."""
    transaction.on_commit(import_string(settings.WAITLIST_BELL), robust=True)
