"""What the kinds of component are chosen from, and what each asks besides words. Pure; sources in docs.

Nothing here says that a therapy helps: the label says what is known, and by whom.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from notes.wording import gettext_noop as _

GUIDELINE = _("Listed in guidelines for low back pain, on evidence of low quality")
CHRONIC_ONLY = _("Listed in guidelines for chronic low back pain, on evidence of low quality")
MAY_HELP = _("May help with some kinds of pain; not for every patient")
NONE_RELIABLE = _("No reliable evidence of an effect on pain")
NOT_JUDGED = _("Not judged here")
PROCEDURE = _("A medical procedure, image-guided; never offered in a massage clinic")


@dataclass(frozen=True, slots=True)
class Entry:
    """`evidence` and `source` are for external therapies; a source is a key of docs/clinical-sources.md or (k)."""

    code: str
    name: str
    evidence: str = ""
    source: str = ""


THERAPIES = (
    Entry("physician", _("Physician"), NOT_JUDGED, "(k)"),
    Entry("physiotherapy", _("Physiotherapy"), GUIDELINE, "[T3][T4]"),
    Entry("acupuncture", _("Acupuncture"), GUIDELINE, "[T3][T4]"),
    Entry("hypnotherapy", _("Hypnotherapy"), MAY_HELP, "[T8]"),
    Entry("reiki", _("Reiki"), NONE_RELIABLE, "(k)"),
    Entry("si_injection", _("Injection at the sacroiliac joint"), PROCEDURE, "[S]"),
    Entry("psychology", _("Psychology, cognitive behavioural therapy"), CHRONIC_ONLY, "[T3][T4]"),
    Entry("movement", _("Yoga, tai chi or mindfulness"), CHRONIC_ONLY, "[T3]"),
    Entry("other", _("Something else"), NOT_JUDGED, "(k)"),
)
HABITS = (
    Entry("workstation", _("Set-up of the workplace")),
    Entry("lifting", _("Lifting")),
    Entry("sitting_breaks", _("Breaks from sitting, every 30 minutes")),
    Entry("walking", _("Minutes of walking a day")),
    Entry("footwear", _("Footwear")),
    Entry("driving", _("Driving")),
    Entry("phone_posture", _("Posture with the phone")),
    Entry("stress", _("Stress and pacing")),
    Entry("smoking", _("Smoking")),
    Entry("weight", _("Weight")),
)
POSITIONS = (
    Entry("side", _("On the side, a pillow between the knees"), source="[S][L1]"),
    Entry("back", _("On the back, a pillow under the knees"), source="[S][L1]"),
    Entry("not_prone", _("Not on the belly if that makes it worse"), source="[L1]"),
    Entry("neck_level", _("A pillow that keeps the neck level"), source="[L1]"),
    Entry("day_rest", _("Rest by day, 30 minutes at most"), source="(k)"),
)
CATALOGUE: Mapping[str, tuple[Entry, ...]] = {
    "external_therapy": THERAPIES,
    "referral": THERAPIES,
    "lifestyle": HABITS,
    "sleep_rest": POSITIONS,
}
STATES = (
    Entry("requested", _("Asked for")),
    Entry("booked", _("Booked")),
    Entry("attended", _("Attended")),
    Entry("declined", _("Declined")),
)
# Superficial heat, at most 40 degrees, a cloth between, never asleep (k); trials used warmth for days [T6].
HEAT_MINUTES = (15, 20)
HEAT_STOPS = (
    Entry("reduced_sensation", _("Reduced sensation")),
    Entry("acute_swelling", _("Acute swelling")),
    Entry("fever", _("Fever")),
    Entry("open_skin", _("Open or injured skin")),
)
SIDES = ("l", "r", "both")
LONGEST = {"provider": 200, "target": 300, "support": 200, "outcome_note": 2000}
OUTSIDE = frozenset({"provider", "referred_on", "state", "outcome_note", "next_contact", "done_on", "side"})
FACTS: Mapping[str, frozenset[str]] = {
    "external_therapy": OUTSIDE,
    "referral": OUTSIDE,
    "lifestyle": frozenset({"target"}),
    "sleep_rest": frozenset({"support"}),
    "heat": frozenset({"minutes", "stops"}),
    "exercise": frozenset({"sets", "reps", "hold_s", "days_per_week"}),
}
EXERCISE_LIMITS = {"sets": (1, 10), "reps": (1, 50), "hold_s": (0, 120), "days_per_week": (1, 7)}
DATES = frozenset({"referred_on", "next_contact", "done_on"})


def entry(kind: str, code: str) -> Entry | None:
    """The entry of the catalogue that a component names."""
    return next((one for one in CATALOGUE.get(kind, ()) if one.code == code), None)


def faults(kind: str, code: str, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and sentence of everything that this kind of component cannot have."""
    if kind in CATALOGUE and code and entry(kind, code) is None:
        yield "code", _("Please choose from the list.")
    if kind == "external_therapy" and not code:
        yield "code", _("Please say which therapy.")
    if kind == "exercise" and code and not _is_exercise(code):
        yield "code", _("There is no such exercise.")
    if kind in ("massage", "heat") and code:
        yield "code", _("This kind has nothing to choose from.")
    known = FACTS.get(kind, frozenset())
    for name, value in facts.items():
        if name not in known:
            yield name, _("This kind does not ask for that.")
        elif (sentence := _fault(name, value)) is not None:
            yield name, sentence
    if code == "si_injection" and not (facts.get("done_on") and facts.get("side")):
        yield "done_on", _("An injection needs its date and side: the area is left out for seven days.")


def _fault(name: str, value: Any) -> str | None:
    if name in LONGEST:
        is_fine = isinstance(value, str) and len(value) <= LONGEST[name]
        return None if is_fine else _("This is too long.")
    if name in DATES:
        return None if _is_date(value) else _("Please give a date.")
    if name == "state":
        return None if value in [one.code for one in STATES] else _("Please choose from the list.")
    if name == "side":
        return None if value in SIDES else _("Please choose left, right or both.")
    if name == "minutes":
        return None if _within(value, *HEAT_MINUTES) else _("Heat is for 15 to 20 minutes.")
    if name == "stops":
        return _("Heat is not offered while one of these is there.") if value else None
    least, most = EXERCISE_LIMITS[name]
    return None if _within(value, least, most) else _("This number is out of range.")


def _within(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _is_date(value: Any) -> bool:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _is_exercise(code: str) -> bool:
    """ex-01 and so on; which of them the library holds is known one floor up."""
    return len(code) == 5 and code[:3] == "ex-" and code[3:].isdecimal()
