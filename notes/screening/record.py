"""Judging a filled form against what is known, and keeping both: the steps that booking and the doors share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bookings.appointments.gate import ScreeningIncomplete
from bookings.models import Appointment, Patient, User
from notes.models import Contraindication, Screening
from notes.screening.answers import plain_keys
from notes.screening.facts import INJECTION_DAYS
from notes.screening.gate import Gate, evaluate
from notes.screening.history import Result
from notes.screening.items import BY_CODE, HEAT, NO_CAP
from notes.screening.validity import FULL_VALID_DAYS, SHORT_ITEMS

# Raised with every change of the items or of what they lead to.
QUESTION_SET = "2026-11"
FACTS = frozenset(
    {
        "regions", "neck", "injections", "onset-date", "duration-days", "acute-onset", "sex", "birth-date",
        "age", "recovered-on", "marked-regions", "night",
    }
)  # fmt: skip
# What is asked beside the items, yet is no item.
_TOLD_WITH_ANSWERS = ("neck", "regions")
Block = Contraindication.Kind


@dataclass(frozen=True, slots=True)
class Judged:
    """A form and its gate. `rest` is the gate without today's illness, for a visit after the deferral."""

    answers: Mapping[str, Any]
    facts: Mapping[str, Any]
    gate: Gate
    rest: Gate
    defer_until: datetime | None


def judge(
    *,
    patient: Patient,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
    now: datetime,
    zone: ZoneInfo,
    visit_at: datetime | None = None,
    born: date | None = None,
) -> Judged:
    """Evaluate a full form. Raises ScreeningIncomplete naming what is missing, unknown or cannot be.

    The record's own date of birth and sex go before what was typed.
    """
    plain, known = _plain(answers), _plain(facts)
    known |= {name: plain.pop(name) for name in _TOLD_WITH_ANSWERS if name in plain}
    if known.get("neck") in ("yes", "not_sure"):  # the safer reading of not sure
        known["neck"] = True
    for name in known:
        if name not in FACTS:
            raise ScreeningIncomplete(
                _("%(name)s is not known here.") % {"name": name}, field="screening.facts"
            )
    asked = {
        **known,
        "on": now.astimezone(zone),
        "appointment-date": (visit_at or now).astimezone(zone).date(),
    }
    if birth := patient.birth_date or born:
        asked["birth-date"] = birth
    if patient.sex:
        asked["sex"] = patient.sex
    try:
        gate = evaluate(plain, asked)
        rest = evaluate({**plain, "d1": "no"}, asked) if "d1" in gate.reasons else gate
        until = _instant(gate.defer_until, zone)
    except (ValueError, TypeError, OverflowError) as error:
        raise ScreeningIncomplete(str(error)) from error
    return Judged(plain, known, gate, rest, until)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return plain_keys(values)
    except ValueError as error:
        raise ScreeningIncomplete(str(error)) from error


def as_short(answers: Mapping[str, Any]) -> dict[str, bool] | None:
    """The five short answers, if that is what these are; not sure counts as yes. Raises ScreeningIncomplete."""
    plain = _plain(answers)
    if not plain or not set(plain) <= set(SHORT_ITEMS):
        return None
    words = {True: True, False: False, "yes": True, "no": False, "not_sure": True, "not-sure": True}
    try:
        read = {code: words[plain[code]] for code in SHORT_ITEMS}
    except (KeyError, TypeError) as error:
        raise ScreeningIncomplete(_("The five short questions take yes or no.")) from error
    return read


def store(
    judged: Judged,
    *,
    patient: Patient,
    source: str,
    now: datetime,
    zone: ZoneInfo,
    appointment: Appointment | None = None,
    user: User | None = None,
) -> Screening:
    """Keep a full screening and what a treatment leaves out because of it. Inside the caller's transaction."""
    screening = row_of(
        judged, patient=patient, source=source, now=now, zone=zone, appointment=appointment, user=user
    )
    screening.save(force_insert=True)
    if rows := restriction_rows(screening, judged, now.astimezone(zone).date()):
        Contraindication.objects.bulk_create(rows)
    return screening


def row_of(
    judged: Judged,
    *,
    patient: Patient,
    source: str,
    now: datetime,
    zone: ZoneInfo,
    appointment: Appointment | None = None,
    user: User | None = None,
) -> Screening:
    """The row of a full screening, not saved."""
    gate = judged.gate
    result = Result(
        reasons=gate.reasons,
        pressure_cap=gate.pressure_cap,
        blocked_modalities=judged.rest.blocked_modalities,
        excluded_regions=gate.excluded_regions,
        rest_tier=judged.rest.tier,
    )
    return Screening(
        clinic_id=patient.clinic_id,
        patient=patient,
        appointment=appointment,
        source=source,
        question_set=QUESTION_SET,
        answers=json.dumps({"answers": judged.answers, "facts": judged.facts}, default=str),
        result=result.as_json(),
        tier=gate.tier,
        is_urgent=gate.urgent,
        defer_until=judged.defer_until,
        answered_at=now,
        valid_until_date=now.astimezone(zone).date() + timedelta(days=FULL_VALID_DAYS),
        recorded_by=user,
    )


def restriction_rows(screening: Screening, judged: Judged, on: date) -> list[Contraindication]:
    """What a treatment leaves out because of it, not saved."""
    return [_restriction(screening, code, judged, on) for code in judged.gate.reasons if _restricts(code)]


def store_short(
    answers: Mapping[str, Any],
    *,
    stands_on: Screening,
    patient: Patient,
    source: str,
    now: datetime,
    kind: str = Screening.Kind.SHORT,
    appointment: Appointment | None = None,
) -> Screening:
    """Keep a short check that found nothing new: it carries the tier of the full one that it stands on."""
    return Screening.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        appointment=appointment,
        kind=kind,
        source=source,
        question_set=QUESTION_SET,
        answers=json.dumps({"answers": answers, "facts": {}}),
        result=stands_on.result,
        tier=stands_on.tier,
        answered_at=now,
        valid_until_date=stands_on.valid_until_date,
    )


def _restricts(code: str) -> bool:
    return (code[0] in "epdtl" and code not in ("p10", "t6", "t7", "t8")) or code in ("si_injection", "frac")


def _restriction(screening: Screening, code: str, judged: Judged, on: date) -> Contraindication:
    item = BY_CODE.get(code)
    until: date | None = screening.valid_until_date
    regions: frozenset[str] = frozenset()
    if code in ("l1", "l2", "l3", "si_injection"):
        kind, regions = Block.LOCAL, judged.gate.excluded_regions
    elif code == "t4":
        kind, regions = Block.CAUTION, judged.gate.excluded_regions
    elif code[0] in "ed":
        kind = Block.ABSOLUTE
    else:
        kind = Block.CLEARANCE if code[0] in "pf" else Block.CAUTION
    if code in ("l3", "si_injection"):
        until = on + timedelta(days=INJECTION_DAYS)
    elif code == "d1":
        until = judged.defer_until.date() if judged.defer_until else None
    blocks = item.blocks if item else frozenset()
    return Contraindication(
        clinic_id=screening.clinic_id,
        patient_id=screening.patient_id,
        screening=screening,
        kind=kind,
        source_item=code,
        regions=sorted(regions),
        modalities_blocked=sorted(blocks),
        pressure_cap=item.pressure_cap if item else NO_CAP,
        heat_allowed=not blocks & HEAT,
        from_date=on,
        until_date=until,
    )


def _instant(moment: date | None, zone: ZoneInfo) -> datetime | None:
    """The gate speaks of an instant, or of a day that begins on the clinic's wall. Raises OverflowError."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    local.astimezone(UTC)  # as it is stored: what has no place there is refused now
    return local
