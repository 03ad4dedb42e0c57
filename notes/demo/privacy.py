"""What is asked about records in the demo clinic: open, late, answered; an emergency, a hold, something given away."""

from collections.abc import Mapping
from datetime import timedelta

from bookings.models import Patient, Therapist, User
from notes.demo.dice import Dice
from notes.demo.house import House
from notes.models import Disclosure, EmergencyAccess, LegalHold, RecordRequest, SoapNote
from notes.record.emergency import OPEN_FOR
from notes.record.retention import due_date

Kind, State = RecordRequest.Kind, RecordRequest.State
# Whose, what, days ago, how it stands, and the words of both sides.
ASKED = (
    ("jonas", Kind.COPY, 32, State.OPEN, "", ""),
    ("beth", Kind.COPY, 11, State.OPEN, "", ""),
    (
        "amara",
        Kind.AMENDMENT,
        4,
        State.OPEN,
        "It says that I sit for ten hours a day. It is eight, and I get up every hour now.",
        "",
    ),
    (
        "mateo",
        Kind.AMENDMENT,
        20,
        State.REFUSED,
        "Please take out that the knee was sore after the second visit.",
        "It was told on the day and belongs to what was found. Your own view stands beside it.",
    ),
    ("walter", Kind.ERASURE, 2, State.OPEN, "", ""),
)


def write_requests(house: House, cast: Mapping[str, Patient], *, dice: Dice) -> None:
    """Save them. Requests come from the desk, since the demo's patients have no accounts of their own."""
    desk = house.reception
    if desk is None:
        return
    for number, (who, kind, days, state, text, reply) in enumerate(ASKED):
        patient, asked_on = cast[who], house.today - timedelta(days=days)
        note = SoapNote.objects.filter(patient=patient, status="signed").order_by("signed_at", "pk").first()
        treating = note.author.user if note is not None else None
        decided = state != State.OPEN
        RecordRequest.objects.create(
            clinic=house.clinic, patient=patient, public_id=dice.stream(number).public_id(), kind=kind,
            note=note if kind == Kind.AMENDMENT else None, text=text, reply=reply, state=state, asked_by=desk,
            asked_at=house.at(asked_on, 600), due_date=due_date(kind, asked_on),
            decided_by=treating or desk if decided else None,
            decided_at=house.at(asked_on + timedelta(days=3), 600) if decided else None,
        )  # fmt: skip
    _write_the_rest(house, cast, desk, dice)


def _write_the_rest(house: House, cast: Mapping[str, Patient], desk: User, dice: Dice) -> None:
    layla, last_week = cast["layla"], house.today - timedelta(days=7)
    stranger = _who_does_not_treat(house, layla)
    opened = house.at(last_week, 600)
    if stranger is not None:
        EmergencyAccess.objects.create(
            clinic=house.clinic, patient=layla, therapist=stranger, public_id=dice.stream("emergency").public_id(),
            reason="Felt faint in the waiting room; her therapist was out.", opened_at=opened,
            expires_at=opened + OPEN_FOR,
        )  # fmt: skip
    Disclosure.objects.create(
        clinic=house.clinic, patient=cast["amara"], public_id=dice.stream("given").public_id(), on_date=last_week,
        recipient="Harbor Insurance", what="Dates of visits since spring", why="A claim, with her written leave",
        recorded_by=desk, recorded_at=opened,
    )  # fmt: skip
    LegalHold.objects.create(
        clinic=house.clinic, patient=cast["theo"], public_id=dice.stream("hold").public_id(),
        reason="Letter of his insurer after a cycling accident: keep everything.", placed_by=desk, placed_at=opened,
    )  # fmt: skip


def _who_does_not_treat(house: House, patient: Patient) -> Therapist | None:
    treats = set(patient.appointments.values_list("therapist_id", flat=True))
    others = (one for one in house.therapists.values() if one.pk not in treats)
    return next(others, None)
