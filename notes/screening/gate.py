"""The screening gate: from answers and facts to one tier and what it restricts. Rules:
docs/clinical-rules.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from notes.screening import facts as known
from notes.screening.answers import Answer, Form, plain_keys, read
from notes.screening.facts import NECK, Facts
from notes.screening.items import ALL_MODALITIES, BY_CODE, ITEMS, NO_CAP

DEFER = timedelta(hours=48)
_P_ITEMS = tuple(item.code for item in ITEMS if item.code.startswith("p"))
_FROM_FACTS = ("night", "marked-regions", "recovered-on")


@dataclass(frozen=True, slots=True)
class Gate:
    """tier: 0 clear, 1 local, 2 therapist, 3 defer, 4 physician, 5 emergency: the highest of its parts.

    reasons: item codes in form order, then `night`, `si_injection`, `frac`, `f70`. urgent: to a physician
    within 24-48 h. pressure_cap: 1-5, 5 being none. defer_until: first instant (or date) that may be
    booked, only with d1.
    """

    tier: int
    reasons: tuple[str, ...]
    urgent: bool
    pressure_cap: int
    blocked_modalities: frozenset[str]
    excluded_regions: frozenset[str]
    defer_until: date | None


def evaluate(answers: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> Gate:
    """Decide the gate of a filled form. Keys may be in any letter case, with hyphens or underscores.

    answers: item code -> "yes" | "no" | "not_sure" (or true, false, or {"answer": ..., "regions": [...]}),
    all 34. In place of the computed items: p1 from `night` (n, k, e) or `n`, `k`, `e`; p10 from `p10-first`
    and `p10-rest`; t6 from `t6-1`..`t6-5` or five answers under `t6`; t7 from the age. Where both are given
    the higher one counts. Also `marked_regions` (a list, or item code -> list) and `recovered_on` (d1).

    facts, all optional: birth_date or age, sex, on (the day of the form), appointment_date, regions (to be
    treated), neck, injections [{date, side}], onset_date or duration_days or acute_onset. Others are
    ignored. The age is that at the appointment date.

    Raises ValueError naming the item: missing, unknown, or with a value that can't be.
    """
    plain = plain_keys(facts or {})
    facts_read = known.read(plain)
    lent = {key: plain[key] for key in _FROM_FACTS if key in plain}
    form = read({**lent, **plain_keys(answers)}, facts_read)
    parts = _parts(form, facts_read)
    tier = max(parts.values(), default=0)
    restricting = [BY_CODE[code] for code in parts if code in BY_CODE]
    blocked = frozenset().union(*(item.blocks for item in restricting))
    return Gate(
        tier=tier,
        reasons=tuple(parts),
        urgent="frac" in parts or _is_urgent(form.answers),
        pressure_cap=min((item.pressure_cap for item in restricting), default=NO_CAP),
        blocked_modalities=ALL_MODALITIES if tier >= 3 else blocked,
        excluded_regions=form.marked | facts_read.injected | (NECK if "t4" in parts else frozenset()),
        defer_until=_defer_until(form, facts_read) if "d1" in parts else None,
    )


def _parts(form: Form, facts: Facts) -> dict[str, int]:
    """Every reason with the tier it asks for, in order."""
    parts = {item.code: _item_tier(item.code, form.answers, facts) for item in ITEMS}
    parts["night"] = 2 if form.wants_therapist else 0
    parts["si_injection"] = 1 if facts.injected else 0
    parts["frac"] = 4 if _is_frac(form.answers, facts) else 0
    reasons = {code: tier for code, tier in parts.items() if tier}
    is_over_70 = facts.age is not None and facts.age > 70
    if facts.is_female and is_over_70 and facts.is_acute and max(reasons.values(), default=0) < 2:
        reasons["f70"] = 2
    return reasons


def _item_tier(code: str, answers: Mapping[str, Answer], facts: Facts) -> int:
    item, answer = BY_CODE[code], answers[code]
    if answer == "no":
        return 0
    if answer == "not_sure":
        return item.not_sure_tier
    # Next to p10 another p item counts even when the patient is not sure of it, the safer reading.
    if code == "p10" and any(answers[other] != "no" for other in _P_ITEMS if other != "p10"):
        return 4
    if code == "t4" and facts.regions & NECK:
        return 4
    return item.tier


def _is_frac(answers: Mapping[str, Answer], facts: Facts) -> bool:
    """Two of four features of a broken vertebra, one of them p6 or p7 [C2]."""
    p6, p7 = answers["p6"] == "yes", answers["p7"] == "yes"
    features = (p6, p7, facts.age is not None and facts.age > 70, facts.is_female)
    return (p6 or p7) and sum(features) >= 2


def _is_urgent(answers: Mapping[str, Answer]) -> bool:
    def yes(*codes: str) -> bool:
        return all(answers[code] == "yes" for code in codes)

    return (
        yes("p8")
        or yes("p2", "p3")
        or yes("p4", "p5")
        or (yes("p1") and any(yes(code) for code in ("p2", "p3", "p4")))
    )


def _defer_until(form: Form, facts: Facts) -> date | None:
    """48 h after recovery, or after the form when the patient has not recovered yet; a plain date moves two
    days.
    """
    start = form.recovered_on or facts.on
    try:
        return None if start is None else start + DEFER
    except OverflowError:
        raise ValueError(f"recovered_on: {start} is too far ahead") from None
