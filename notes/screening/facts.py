"""What is known about the patient and the visit besides the answers. Dates are calendar dates at the
clinic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from notes.body import expand
from notes.plans.chronicity import SUBACUTE_FROM_DAYS

INJECTION_DAYS = 7
INJECTION_CODES = ("sij", "sac", "lum")
NECK = expand(["neck"])
_SIDES = {"l": "lm", "left": "lm", "r": "rm", "right": "rm", "": "lrm", "both": "lrm", "b": "lrm"}


@dataclass(frozen=True, slots=True)
class Facts:
    """age: whole years at the appointment. regions: to be treated. injected: left out after an SI injection.

    None is not known. An unknown sex or onset adds nothing to the clusters.
    """

    on: date | None
    age: int | None
    is_female: bool
    is_acute: bool
    duration_days: int | None
    regions: frozenset[str]
    injected: frozenset[str]


def read(facts: Mapping[str, Any]) -> Facts:
    """Read facts by their plain keys (see gate.evaluate). Raises ValueError naming the fact that can't be."""
    asked_on = as_date("on", facts.get("on"))
    visit = as_date("appointment_date", facts.get("appointment-date")) or asked_on
    duration = _duration(facts, asked_on or visit)
    acute = facts.get("acute-onset")
    if acute is not None and not isinstance(acute, bool):
        raise ValueError(f"acute_onset: {acute!r} is not true or false")
    return Facts(
        on=asked_on or visit,
        age=_age(facts, visit),
        is_female=str(facts.get("sex", "")).strip().lower() in ("female", "f"),
        is_acute=acute if acute is not None else duration is not None and duration < SUBACUTE_FROM_DAYS,
        duration_days=duration,
        regions=_regions(facts),
        injected=_injected(facts.get("injections") or (), visit),
    )


def as_date(name: str, value: Any) -> date | None:
    """A date, a datetime or their ISO text; None for none. Raises ValueError naming the field."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: {value!r} is not a date") from None


def after_injection(injected_on: date, side: str | None, on: date) -> frozenset[str]:
    """Regions left out on a date: same-side sacroiliac joint, sacrum and low back, from the day up to day 7.

    side: l, r or both; blank is read as both. Project rule; the gentler limits of [C11] are 24-48 h.
    """
    sides = _SIDES.get(str(side or "").strip().lower())
    if sides is None:
        raise ValueError(f"injections: side {side!r} is not left, right or both")
    if not 0 <= (on - injected_on).days < INJECTION_DAYS:
        return frozenset()
    regions = expand(INJECTION_CODES)
    # The middle of the low back belongs to neither side; it is left out only with both.
    keep_middle = len(sides) == 2
    return frozenset(one for one in regions if one[-1] in sides and not (keep_middle and one == "lum-m"))


def _age(facts: Mapping[str, Any], visit: date | None) -> int | None:
    born = as_date("birth_date", facts.get("birth-date"))
    if born is None:
        age = facts.get("age")
        if age is not None and (type(age) is not int or not 0 <= age <= 130):
            raise ValueError(f"age: {age!r} is not an age in whole years")
        return age
    if visit is None:
        raise ValueError("on: a date is needed to work out the age")
    age = visit.year - born.year - ((visit.month, visit.day) < (born.month, born.day))
    if age < 0:
        raise ValueError(f"birth_date: {born} is after {visit}")
    return age


def _duration(facts: Mapping[str, Any], on: date | None) -> int | None:
    onset = as_date("onset_date", facts.get("onset-date"))
    if onset is None:
        days = facts.get("duration-days")
        if days is not None and (type(days) is not int or days < 0):
            raise ValueError(f"duration_days: {days!r} is not a whole number from 0")
        return days
    if on is None:
        raise ValueError("on: a date is needed to work out the duration")
    days = (_day(on) - _day(onset)).days
    if days < 0:
        raise ValueError(f"onset_date: {onset} is after {on}")
    return days


def _regions(facts: Mapping[str, Any]) -> frozenset[str]:
    names = facts.get("regions") or ()
    regions = expand([names] if isinstance(names, str) else names)
    return regions | NECK if facts.get("neck") is True else regions


def _injected(injections: Any, visit: date | None) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    listed = [injections] if isinstance(injections, Mapping) else injections
    if not isinstance(listed, Sequence) or isinstance(listed, str | bytes):
        raise ValueError(f"injections: {injections!r} is not a list of injections")
    for one in listed:
        kind, day, side = _injection(one)
        when = as_date("injections", day)
        if when is None or visit is None:
            raise ValueError("injections: the date of the injection and of the visit are needed")
        if str(kind).lower().replace("-", "_") == "si_injection":
            found |= after_injection(_day(when), side, _day(visit))
    return found


def _injection(one: Any) -> tuple[Any, Any, Any]:
    """Kind, date and side of a mapping, or of a pair of date and side."""
    if isinstance(one, Mapping):
        return one.get("kind", "si_injection"), one.get("date"), one.get("side")
    if isinstance(one, tuple | list) and len(one) == 2:
        return "si_injection", one[0], one[1]
    raise ValueError(f"injections: {one!r} is not a date and a side")


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
