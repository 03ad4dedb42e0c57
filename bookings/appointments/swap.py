"""Two appointments change places: each gets the other's time, therapist and room."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.appointments.expire import release_expired
from bookings.appointments.locks import lock_appointments, lock_calendars
from bookings.appointments.place import Place, is_taken, place_in
from bookings.appointments.policy import (
    UNDO_WINDOW,
    Actor,
    InvalidTransition,
    OutsidePolicy,
    SlotTaken,
    require_revision,
    require_status,
    write_event,
)
from bookings.appointments.reschedule import put_at
from bookings.appointments.together import acts_together, save_together
from bookings.calendars import load
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent
from bookings.notifications import outbox
from bookings.transactions import TryAgain, action

Status = Appointment.Status
Pair = tuple[Appointment, Appointment]
TOO_TIGHT = gettext_lazy("The other time is too tight: somebody else comes before or after.")


@action
def swap(
    *,
    first: Appointment,
    second: Appointment,
    actor: Actor,
    now: datetime,
    expected_revisions: tuple[int | None, int | None] = (None, None),
    once: Once | None = None,
) -> Pair:
    """Let two BOOKED or PENDING appointments of one clinic change places, by staff. Patients are told after 3 minutes.

    Raises OutsidePolicy if one does not fit the other's place (longer, another kind of room, a treatment the
    therapist does not give), SlotTaken, PatientBusy, InvalidTransition, StaleRevision; both are intact then.
    """
    if not actor.is_staff:
        raise InvalidTransition(_("Only the clinic can swap appointments."))
    if first.pk == second.pk or first.clinic_id != second.clinic_id:
        raise ValueError("two different appointments of one clinic are swapped")
    seen = _read(first.pk, second.pk)
    places = _places(seen, now)
    lock_calendars(
        therapists=[place.therapist for place in places],
        rooms=[place.room for place in places],
        patients=[one.patient_id for one in seen if one.patient_id],
    )
    rows = _locked(seen, expected_revisions)
    for place in places:
        release_expired(place, now)
        if is_taken(place, now, besides=[row.pk for row in rows]):
            raise SlotTaken(TOO_TIGHT)
    told = [put_at(row, place) for row, place in zip(rows, places, strict=True)]
    save_together(rows, now)
    for row, what, others in zip(rows, told, acts_together(rows), strict=True):
        write_event(row, AppointmentEvent.Kind.SWAPPED, actor, now, **what, **others)
        outbox.plan_for_move(row, now, hold_back=UNDO_WINDOW)
    return rows


def why_not_swap(*, first: Appointment, second: Appointment, now: datetime) -> str:
    """What stands against a swap as far as an unlocked look can tell, in a sentence; empty if nothing does."""
    try:
        seen = _read(first.pk, second.pk)
        for row in seen:
            require_status(row, Status.BOOKED, Status.PENDING)
        places = _places(seen, now)
    except (OutsidePolicy, InvalidTransition) as refusal:
        return str(refusal.message)
    keys = [row.pk for row in seen]
    return str(TOO_TIGHT) if any(is_taken(place, now, besides=keys) for place in places) else ""


def _read(first: int, second: int) -> Pair:
    rows = Appointment.objects.select_related(
        "option__service", "option__clinic__policy", "therapist", "location", "room"
    ).defer("reason")
    found = rows.in_bulk([first, second])
    return found[first], found[second]


def _locked(seen: Pair, expected: tuple[int | None, int | None]) -> Pair:
    """Both under their locks, in the order in which they were given; to be tried again if a place changed."""
    fresh = {row.pk: row for row in lock_appointments([one.pk for one in seen])}
    rows = fresh[seen[0].pk], fresh[seen[1].pk]
    for row, before, revision in zip(rows, seen, expected, strict=True):
        require_revision(row, revision)
        require_status(row, Status.BOOKED, Status.PENDING)
        if row.revision != before.revision:
            raise TryAgain
    return rows


def _places(seen: Pair, now: datetime) -> tuple[Place, Place]:
    """The new place of each. Raises OutsidePolicy, in words, if one cannot have the other's."""
    one, other = (_place(mine, theirs, now) for mine, theirs in permutations(seen))
    shares = one.therapist == other.therapist or one.room == other.room
    if shares and one.overlaps(other):
        raise OutsidePolicy(_("They differ in length: after the swap the two would overlap."))
    return one, other


def _place(mine: Appointment, theirs: Appointment, now: datetime) -> Place:
    if not mine.option.service.therapists.filter(pk=theirs.therapist_id).exists():
        raise OutsidePolicy(
            _("%(therapist)s does not give this treatment.") % {"therapist": theirs.therapist.full_name}
        )
    moved = theirs.starts_at - mine.starts_at
    place = Place(
        therapist=theirs.therapist_id, room=theirs.room_id, location=theirs.location_id,
        time_zone=theirs.time_zone, starts_at=theirs.starts_at, ends_at=mine.ends_at + moved,
        occupies_from=mine.occupies_from + moved, occupies_until=mine.occupies_until + moved,
    )  # fmt: skip
    return place if goes_into(mine, theirs) else _elsewhere(mine, theirs, place, now)


def goes_into(mine: Appointment, theirs: Appointment) -> bool:
    """Whether one fits the other's time and room as these are, its buffers included."""
    moved = theirs.starts_at - mine.starts_at
    kind = mine.option.service.room_kind
    is_long_enough = (
        theirs.occupies_from <= mine.occupies_from + moved
        and mine.occupies_until + moved <= theirs.occupies_until
    )
    return is_long_enough and (not kind or kind in theirs.room.kinds)


def _elsewhere(mine: Appointment, theirs: Appointment, place: Place, now: datetime) -> Place:
    """The same time in whatever room is free and suits, if hours and neighbours leave enough of it."""
    day = place.starts_at.astimezone(UTC).date()
    calendars = load(
        clinic=mine.option.clinic, services=[mine.option.service],
        first=day - timedelta(days=1), last=day + timedelta(days=1), now=now,
        therapist=theirs.therapist, location=theirs.location, leaving=[mine.pk, theirs.pk],
    ).for_staff()  # fmt: skip
    try:
        found = place_in(calendars, option=mine.option, starts_at=place.starts_at, therapist=place.therapist)
    except (OutsidePolicy, SlotTaken) as refusal:
        raise OutsidePolicy(
            _("They do not fit: one is too long, or needs another room, for the other's time.")
        ) from refusal
    return replace(place, room=found.room)
