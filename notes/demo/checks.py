"""The safety checks of the demo: most patients were asked and are clear, and a few are what a therapist sees in a week."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bookings.models import Patient, Therapist
from notes.demo.diary import Visit
from notes.demo.dice import Dice
from notes.demo.house import House
from notes.models import ClearanceDecision, Contraindication, Screening
from notes.screening.items import BY_CODE
from notes.screening.record import judge, restriction_rows, row_of

CLEAR = dict.fromkeys(BY_CODE, "no")
ASKED = 0.85
# Answers that are not no, by person of the cast, and the days ago on which they were given.
TOLD: Mapping[str, tuple[int, Mapping[str, Any]]] = {
    "amara": (18, {"l1": {"answer": "yes", "regions": ["knp-l"]}}),
    "jonas": (16, {"l4": "yes"}),
    "layla": (20, {"t1": "yes"}),
    "hannah": (24, {"t3": "yes", "l2": {"answer": "yes", "regions": ["clf-l", "clf-r"]}}),
    "camille": (9, {"night": {"n": 7, "k": 4, "e": False}}),
    "donghyun": (30, {"p13": "yes"}),
    "marisol": (0, {"t2": "yes"}),
}
LETTER = "Letter of Dr Okonkwo, kept in the paper folder"
SAID = "The oncology nurse and Dr Okonkwo agree to light work, away from the port."


def write_checks(
    house: House, visits: Sequence[Visit], cast: Mapping[str, Patient], *, now: datetime, dice: Dice
) -> None:
    """Save the checks of everybody who comes in these weeks; who waits for an answer has not been read yet."""
    keys = {patient.pk: key for key, patient in cast.items()}
    mine: dict[int, Visit] = {}
    for visit in visits:
        if visit.appointment is not None and (visit.patient.pk not in mine or visit.fate == "pending"):
            mine[visit.patient.pk] = visit
    screenings: list[Screening] = []
    restrictions: list[Contraindication] = []
    for number, visit in enumerate(mine.values()):
        own = dice.stream("check", number)
        days, told = TOLD.get(keys.get(visit.patient.pk, ""), (own.randint(3, 80), {}))
        if not told and not own.chance(ASKED):
            continue
        row, rows = _check(house, visit, told, _when(house, days, now), own)
        screenings.append(row)
        restrictions += rows
    Screening.objects.bulk_create(screenings)
    Contraindication.objects.bulk_create(restrictions)
    _clear(house, screenings, cast, dice)


def _when(house: House, days: int, now: datetime) -> datetime:
    return min(house.at(house.today - timedelta(days=days), 8 * 60 + 20), now - timedelta(minutes=20))


def _check(
    house: House, visit: Visit, told: Mapping[str, Any], at: datetime, dice: Dice
) -> tuple[Screening, list[Contraindication]]:
    zone = ZoneInfo(house.clinic.time_zone)
    judged = judge(patient=visit.patient, answers={**CLEAR, **told}, facts={}, now=at, zone=zone)
    is_open = visit.fate == "pending"
    row = row_of(
        judged, patient=visit.patient, source=Screening.Source.PORTAL, now=at, zone=zone,
        appointment=visit.appointment if is_open else None,
    )  # fmt: skip
    row.public_id = dice.public_id()
    if judged.gate.tier in (2, 4) and not is_open and "night" not in told:
        row.reviewed_at, row.reviewed_by = at + timedelta(hours=3), visit.cell.therapist
    rows = restriction_rows(row, judged, at.astimezone(zone).date())
    for one in rows:
        one.public_id = dice.public_id()
    return row, rows


def _clear(house: House, screenings: Sequence[Screening], cast: Mapping[str, Patient], dice: Dice) -> None:
    """One who was stopped has a letter by now."""
    stopped = next(one for one in screenings if one.patient_id == cast["donghyun"].pk)
    therapist: Therapist = stopped.reviewed_by or next(iter(house.therapists.values()))
    decided_at = stopped.answered_at + timedelta(days=2)
    ClearanceDecision.objects.create(
        clinic=house.clinic,
        patient=stopped.patient,
        screening=stopped,
        outcome=ClearanceDecision.Outcome.PHYSICIAN_SEEN,
        ground=ClearanceDecision.Ground.LETTER,
        document_reference=LETTER,
        text=SAID,
        conditions="Light pressure only.",
        decided_by=therapist,
        decided_at=decided_at,
        expires_date=decided_at.date() + timedelta(days=150),
        public_id=dice.public_id(),
    )
