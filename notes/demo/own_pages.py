"""What patients of the demo clinic have done in their own pages: consents signed, forms sent; and dates that wait for one."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.utils import translation

from bookings.models import (
    Appointment,
    AppointmentEvent,
    Notification,
    Patient,
    Room,
    Series,
    ServiceOption,
    StaffInvitation,
    User,
)
from bookings.notifications.outbox import message_id_for
from bookings.notifications.recipients import recipient_of
from notes.demo import team
from notes.demo.dice import Dice
from notes.demo.house import House, Shift
from notes.intake.questions import VERSION
from notes.models import Consent, Intake, TextPack
from notes.plans.signed_consent import Signature, evidence_fields, text_of

# Whose consent, to what, how many days ago; a signature drawn in a hurry.
SIGNED = (
    ("amara", "treatment", 18),
    ("mateo", "treatment", 40),
    ("camille", "treatment", 30),
    ("camille", "sensitive", 24),
)
STROKES = (
    "60,140 90,60 120,50 130,110 110,150 160,120 190,90 210,130;240,80 260,140 300,90 330,130 380,100 470,120"
)
# Whose first visit is still to come without a form is for everybody to see.
FORMS: Mapping[str, dict[str, object]] = {
    "elena": {
        "brings": "Neck and shoulders feel tight after long days on the ward.", "since": "months",
        "areas": ["nkp,nka", "trp,scp,shp,sha"], "worse": "Night shifts, lifting", "easier": "Warmth",
        "goal": "Look over my shoulder when I cycle", "conditions": ["headaches"], "operations": "no",
        "pregnant": "no", "medicines": "yes", "medicines-words": "Ibuprofen now and then", "thinner": "no",
        "allergies": "yes", "allergies-words": "Almond oil", "skin": "no", "sleep": "so_so", "activity": "standing",
        "pressure": "medium", "comfort": "Quiet, no music", "emergency_name": "Luis (brother)",
        "emergency_phone": "+1 555 0177",
    },
    "amara": {
        "brings": "My low back aches after sitting.", "since": "long", "areas": ["lum,sij,sac,coc"],
        "worse": "Getting up", "easier": "Walking", "goal": "Sit through a film", "conditions": ["none"],
        "operations": "no", "pregnant": "not_mine", "medicines": "no", "thinner": "no", "allergies": "no",
        "skin": "no", "sleep": "well", "activity": "sitting", "pressure": "medium", "emergency_name": "Kofi",
        "emergency_phone": "+1 555 0121", "physician": "Dr. Helen Okafor",
    },
    "walter": {
        "brings": "I come to rest.", "since": "nothing", "conditions": ["bleeding", "heart"], "operations": "yes",
        "operations-words": "A new knee, four years ago", "pregnant": "not_mine", "medicines": "yes",
        "medicines-words": "A tablet for the blood", "thinner": "yes", "allergies": "no", "skin": "no",
        "pressure": "light", "avoid": "The right knee", "emergency_name": "Ilse", "emergency_phone": "+1 555 0163",
    },
}  # fmt: skip
FORM_DAYS = {"elena": 3, "amara": 19, "walter": 8}
SENT_TO, SENT_OPTION, SENT_HOURS, DATES = "hannah", ("swedish", 60), 5, 3
STEP = timedelta(minutes=30)
KEPT = timedelta(hours=48)
OWN_WORDS = {"average": "Your usual pain in the last week", "activity": "How much it kept you from what you do", "enjoyment": "How much it took the joy out of things"}  # fmt: skip


def write_own_pages(
    house: House, cast: Mapping[str, Patient], *, now: datetime, dice: Dice, with_dates: bool
) -> int:
    """Save them, with a website that shows the times and somebody who is invited; returns how many dates are held."""
    for number, (who, kind, days) in enumerate(SIGNED):
        _sign(house, cast[who], kind, days, dice.stream("signed", number))
    for who, answers in FORMS.items():
        _send_form(house, cast[who], answers, FORM_DAYS[who], dice.stream("form", who))
    held = _send_dates(house, cast[SENT_TO], now, dice.stream("dates")) if with_dates else 0
    house.clinic.embed_origins = [f"https://www.{house.clinic.slug}.example.org"]
    house.clinic.save(update_fields=["embed_origins"])
    _ask_staff(house, now, dice.stream("staff"))
    return held


def _sign(house: House, patient: Patient, kind: str, days: int, dice: Dice) -> None:
    at = house.at(house.today - timedelta(days=days), team.at(8.75))
    with translation.override(patient.language or house.clinic.language):
        text = text_of(kind, house.clinic)
    signature = Signature(patient.full_name, text.sha256, STROKES)
    Consent.objects.create(
        clinic=house.clinic, patient=patient, public_id=dice.public_id(), kind=kind, method=Consent.Method.SIGNED,
        given_at=at, recorded_by=_account(patient, dice), **evidence_fields(text, signature),
    )  # fmt: skip


def _account(patient: Patient, dice: Dice) -> User:
    """As signing in by a link makes it: no password opens it."""
    if patient.user is None:
        known = User.objects.filter(email__iexact=patient.email).first()
        patient.user = known or User.objects.create(email=patient.email, password=f"!{dice.token()}")
        patient.save(update_fields=["user"])
    return patient.user


def _send_form(house: House, patient: Patient, answers: dict[str, object], days: int, dice: Dice) -> None:
    Intake.objects.create(
        clinic=house.clinic, patient=patient, public_id=dice.public_id(), form_version=VERSION,
        language=patient.language or house.clinic.language, answers=json.dumps(answers),
        appointment=patient.appointments.order_by("starts_at").first(),
        sent_at=house.at(house.today - timedelta(days=days), team.at(20)),
    )  # fmt: skip


def _send_dates(house: House, patient: Patient, now: datetime, dice: Dice) -> int:
    """A proposal of three weeks, held since this morning and told in a letter that has left."""
    option = house.option(*SENT_OPTION)
    if (found := next(_free(house, option, patient), None)) is None:
        return 0
    shift, room, first = found
    sent, until = now - timedelta(hours=SENT_HOURS), now - timedelta(hours=SENT_HOURS) + KEPT
    series = Series.objects.create(
        clinic=house.clinic,
        option=option,
        patient=patient,
        sent_until=until,
        public_id=dice.public_id(),
        created_at=sent,
    )
    rows = [
        _held(house, option, shift, room, first + timedelta(weeks=week), dice.stream(week))
        for week in range(DATES)
    ]
    for row in rows:
        row.series, row.hold_expires_at, row.created_at = series, until, sent
        row.save(force_insert=True)
        AppointmentEvent.objects.create(
            appointment=row, kind=AppointmentEvent.Kind.HELD, at=sent, actor=AppointmentEvent.Actor.STAFF,
            user=house.reception, revision=row.revision,
        )  # fmt: skip
    key = f"{rows[0].public_id}:{rows[0].revision}:series_offer"
    recipient = recipient_of(patient)
    Notification.objects.create(
        clinic=house.clinic, appointment=rows[0], patient=patient, revision=rows[0].revision, kind="series_offer",
        recipient=recipient.email, language=recipient.language, send_at=sent, try_at=sent, useful_until=until,
        state=Notification.State.SENT, attempts=1, sent_at=sent + timedelta(seconds=6), dedupe_key=key,
        message_id=message_id_for(key), public_id=dice.public_id(), created_at=sent,
    )  # fmt: skip
    return len(rows)


def _free(house: House, option: ServiceOption, patient: Patient) -> Iterator[tuple[Shift, Room, datetime]]:
    """Starts in the days after the next week that are free three weeks in a row, for therapist, room and patient."""
    therapist = house.giver("ingrid", SENT_OPTION[0])
    for ahead in range(8, 15):
        days = [house.today + timedelta(days=ahead + 7 * week) for week in range(DATES)]
        for shift in (one for one in house.shifts_on(days[0]) if one.therapist == therapist):
            weeks = [
                [one for one in house.shifts_on(day) if one.therapist == therapist and one.location == shift.location]
                for day in days
            ]  # fmt: skip
            for minute in range(shift.start, shift.end - option.minutes - 30, 30):
                fits = all(
                    any(one.start <= minute and minute + option.minutes + 30 <= one.end for one in shifts)
                    for shifts in weeks
                )
                starts = [house.at(day, minute) for day in days]
                room = _room(house, shift, option, patient, starts) if fits else None
                if room is not None:
                    yield shift, room, starts[0]


def _room(
    house: House, shift: Shift, option: ServiceOption, patient: Patient, starts: list[datetime]
) -> Room | None:
    own, kind = house.own_room.get(shift.therapist.pk), option.service.room_kind
    rooms = [own] if own else [r for r in house.rooms if r.location_id == shift.location.pk and (kind is None or kind in r.kinds)]  # fmt: skip
    return next((room for room in rooms if _is_free(house, shift, option, patient, room, starts)), None)


def _is_free(
    house: House,
    shift: Shift,
    option: ServiceOption,
    patient: Patient,
    room: Room,
    starts: list[datetime],
) -> bool:
    for start in starts:
        row = _held(house, option, shift, room, start, Dice(0))
        taken = Appointment.objects.filter(
            clinic=house.clinic, status__in=Appointment.OCCUPYING, occupies_from__lt=row.occupies_until,
            occupies_until__gt=row.occupies_from,
        )  # fmt: skip
        if any(
            shift.therapist.pk == one.therapist_id or room.pk == one.room_id or patient.pk == one.patient_id
            for one in taken.only("therapist", "room", "patient")
        ):
            return False
    return True


def _held(
    house: House, option: ServiceOption, shift: Shift, room: Room, start: datetime, dice: Dice
) -> Appointment:
    service, end = option.service, start + timedelta(minutes=option.minutes)
    return Appointment(
        clinic=house.clinic, option=option, therapist=shift.therapist, location=shift.location, room=room,
        public_id=dice.public_id(), token=dice.token(), status=Appointment.Status.HELD, starts_at=start, ends_at=end,
        occupies_from=start - timedelta(minutes=service.buffer_before_minutes),
        occupies_until=end + timedelta(minutes=service.buffer_after_minutes), time_zone=shift.location.time_zone,
        source=Appointment.Source.SERIES, price=option.price, currency=option.currency,
        cancel_notice_hours=house.clinic.policy.cancel_notice_hours,
    )  # fmt: skip


def _ask_staff(house: House, now: datetime, dice: Dice) -> None:
    """Somebody who has not accepted yet, and words of a questionnaire that stand in for licensed ones."""
    owner = User.objects.filter(memberships__clinic=house.clinic, memberships__role="owner").order_by("pk")[0]
    invited = User.objects.create(
        email=f"nadia@{house.clinic.slug}.example.org", first_name="Nadia", password=f"!{dice.token()}"
    )
    StaffInvitation.objects.create(
        clinic=house.clinic, user=invited, role="reception", invited_by=owner, public_id=dice.public_id(),
        asked_at=now - timedelta(days=1), expires_at=now + timedelta(days=6),
    )  # fmt: skip
    TextPack.objects.create(
        clinic=house.clinic, public_id=dice.public_id(), code="peg", title="Three questions about pain (demo words)",
        items={"items": OWN_WORDS, "options": []}, licence_reference="Demo: words of our own, not the published ones",
        attested_by=owner, attested_at=house.at(house.today - timedelta(days=30), team.at(9)),
    )  # fmt: skip
