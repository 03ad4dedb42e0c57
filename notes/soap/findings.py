"""What a note holds beside its texts: areas, palpation, movement, techniques, heat and the ticks of a visit.

Pure values. `read` makes them of a JSON object and names every path that cannot be ("techniques.0.pressure");
`plain` gives back the object, without what was left empty, so that fields added later change no earlier hash.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any, TypeVar

from notes.body import region
from notes.soap.rom import MOVEMENTS
from notes.wording import gettext_noop

LONGEST_LINE = 500
MOST_ROWS = 40
QUALITIES = {
    "ache": gettext_noop("ache"), "sharp": gettext_noop("sharp"), "burning": gettext_noop("burning"),
    "spasm": gettext_noop("spasm"), "stiff": gettext_noop("stiff"), "tingling": gettext_noop("tingling"),
    "numb": gettext_noop("numb"),
}  # fmt: skip
DEPTHS = {"surface": gettext_noop("on the surface"), "deep": gettext_noop("deep inside")}
CHANGES = {
    "better": gettext_noop("better"), "same": gettext_noop("the same"), "worse": gettext_noop("worse")
}  # fmt: skip
SIDES = {"left": gettext_noop("left"), "right": gettext_noop("right"), "both": gettext_noop("both sides")}
TEMPERATURES = {"cool": gettext_noop("cool"), "usual": gettext_noop("usual"), "warm": gettext_noop("warm")}
END_FEELS = {
    "soft": gettext_noop("soft"), "firm": gettext_noop("firm"), "hard": gettext_noop("hard"),
    "empty": gettext_noop("stopped by pain"),
}  # fmt: skip
RESULTS = {
    "negative": gettext_noop("negative"),
    "positive": gettext_noop("positive"),
    "unclear": gettext_noop("unclear"),
}
POSTURES = {
    "head_forward": gettext_noop("head forward"), "shoulder_high": gettext_noop("one shoulder higher"),
    "rounded": gettext_noop("shoulders rounded"), "pelvis_tilted": gettext_noop("pelvis tilted"),
    "leaning": gettext_noop("leaning to a side"), "guarded": gettext_noop("guarded"),
}  # fmt: skip
TECHNIQUES = {
    "effleurage": gettext_noop("Effleurage"), "kneading": gettext_noop("Kneading"),
    "petrissage": gettext_noop("Petrissage"), "friction": gettext_noop("Friction"),
    "tapotement": gettext_noop("Tapotement"), "vibration": gettext_noop("Vibration"),
    "mobilising": gettext_noop("Gentle mobilising"), "breathing": gettext_noop("Breathing cue"),
    "stripping": gettext_noop("Slow stripping"), "cross_fibre": gettext_noop("Cross-fibre"),
    "sustained": gettext_noop("Sustained pressure"), "pin_stretch": gettext_noop("Pin and stretch"),
    "compression": gettext_noop("Compression"), "brisk_effleurage": gettext_noop("Brisk effleurage"),
    "stretching": gettext_noop("Stretching"), "heat_pack": gettext_noop("Heat pack or wrap"),
    "warm_towel": gettext_noop("Warm towel"),
}  # fmt: skip
HEAT_TECHNIQUES = frozenset({"heat_pack", "warm_towel"})
POSITIONS = {
    "prone": gettext_noop("face down"), "supine": gettext_noop("on the back"),
    "side": gettext_noop("side-lying"), "seated": gettext_noop("seated"),
}  # fmt: skip
TOLERANCES = {
    "well": gettext_noop("well tolerated"), "with_breaks": gettext_noop("with breaks"),
    "poorly": gettext_noop("poorly tolerated"),
}  # fmt: skip
ADVERSE = {
    "none": gettext_noop("none"), "soreness": gettext_noop("soreness"), "bruise": gettext_noop("bruise"),
    "dizzy": gettext_noop("dizziness"), "other": gettext_noop("something else"),
}  # fmt: skip
SEVERITIES = {
    "mild": gettext_noop("mild"), "moderate": gettext_noop("moderate"), "severe": gettext_noop("severe")
}  # fmt: skip
PHASES = {
    "pre": gettext_noop("before an event"), "post": gettext_noop("after an event"),
    "maintenance": gettext_noop("maintenance"), "injury": gettext_noop("injury"),
}  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

Reader = Callable[[Any], Any]
Row = TypeVar("Row")


class BadFindings(ValueError):
    """`errors` maps each path that cannot be to what is wrong there."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {what}" for path, what in errors.items()))
        self.errors = errors


def number(least: int, most: int) -> Any:
    def take(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return value

    return field(default=None, metadata={"read": take, "kind": "number", "range": (least, most)})


def one_of(codes: Mapping[str, str]) -> Any:
    def take(value: Any) -> str:
        if value != "" and (not isinstance(value, str) or value not in codes):
            raise ValueError(f"one of {', '.join(codes)}")
        return value

    return field(default="", metadata={"read": take, "kind": "one", "choices": codes})


def some_of(codes: Mapping[str, str]) -> Any:
    def take(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) and v in codes for v in value):
            raise ValueError(f"a list of {', '.join(codes)}")
        return tuple(dict.fromkeys(value))

    return field(default=(), metadata={"read": take, "kind": "some", "choices": codes})


def line() -> Any:
    def take(value: Any) -> str:
        if not isinstance(value, str) or len(value) > LONGEST_LINE or _CONTROL.search(value):
            raise ValueError(f"a text of at most {LONGEST_LINE} characters")
        return value

    return field(default="", metadata={"read": take, "kind": "line"})


def tick() -> Any:
    def take(value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError("true or false")
        return value

    return field(default=False, metadata={"read": take, "kind": "tick"})


def place(*, is_needed: bool = True) -> Any:
    def take(value: Any) -> str:
        if value == "" and not is_needed:
            return ""
        return region(value if isinstance(value, str) else repr(value)).id

    return field(default="", metadata={"read": take, "kind": "place", "needed": is_needed})


def day() -> Any:
    def take(value: Any) -> str:
        return "" if value == "" else date.fromisoformat(value if isinstance(value, str) else "?").isoformat()

    return field(default="", metadata={"read": take, "kind": "day"})


def needed(inner: Any) -> Any:
    return field(default=inner.default, metadata={**inner.metadata, "needed": True})


def numbers(least: int, most: int) -> Any:
    take_one = number(least, most).metadata["read"]

    def take(value: Any) -> tuple[int, ...]:
        if not isinstance(value, list | tuple) or len(value) > MOST_ROWS:
            raise ValueError(f"a list of numbers from {least} to {most}")
        return tuple(take_one(one) for one in value)

    return field(default=(), metadata={"read": take, "kind": "numbers"})


def rows(kind: type) -> Any:
    return field(default=(), metadata={"rows": kind, "kind": "rows"})


@dataclass(frozen=True, slots=True)
class Area:
    """Where the patient feels something, as told."""

    region: str = place()
    quality: str = one_of(QUALITIES)
    depth: str = one_of(DEPTHS)
    radiates_to: str = line()


@dataclass(frozen=True, slots=True)
class Palpation:
    """What the hands found. Tone 0 (slack) to 4 (hard), tenderness 0 to 3."""

    region: str = place()
    tone: int | None = number(0, 4)
    tenderness: int | None = number(0, 3)
    trigger_point: bool = tick()
    temperature: str = one_of(TEMPERATURES)
    swelling: bool = tick()


@dataclass(frozen=True, slots=True)
class Movement:
    """Active movement in degrees, before and, if measured again, `after` the session."""

    movement: str = needed(one_of(MOVEMENTS))
    side: str = one_of(SIDES)
    degrees: int | None = number(0, 220)
    pain: bool = tick()
    end_feel: str = one_of(END_FEELS)
    after: int | None = number(0, 220)


@dataclass(frozen=True, slots=True)
class SpecialTest:
    name: str = needed(line())
    side: str = one_of(SIDES)
    result: str = one_of(RESULTS)


@dataclass(frozen=True, slots=True)
class Technique:
    """What was done where, how firmly (1 to 5), how long. `override_reason`: why against a restriction.

    A draft may hold half a row; signing asks for the rest.
    """

    technique: str = needed(one_of(TECHNIQUES))
    region: str = place(is_needed=False)
    pressure: int | None = number(1, 5)
    minutes: int | None = number(1, 240)
    override_reason: str = line()

    @property
    def is_whole(self) -> bool:
        return bool(self.region and self.pressure and self.minutes)


@dataclass(frozen=True, slots=True)
class Findings:
    nrs_average: int | None = number(0, 10)
    nrs_worst: int | None = number(0, 10)
    night_worst: int | None = number(0, 10)
    night_wakings: int | None = number(0, 7)
    night_eases: bool = tick()
    areas: tuple[Area, ...] = rows(Area)
    change_since_last: str = one_of(CHANGES)
    aggravating: str = line()
    easing: str = line()
    sleep_hours: int | None = number(0, 24)
    activity_limits: str = line()
    medicines_changed: str = line()
    home_care_done: str = line()
    last_response: str = one_of(CHANGES)
    soreness_hours: int | None = number(0, 168)
    goals_today: str = line()
    posture: tuple[str, ...] = some_of(POSTURES)
    gait: str = line()
    palpation: tuple[Palpation, ...] = rows(Palpation)
    movements: tuple[Movement, ...] = rows(Movement)
    special_tests: tuple[SpecialTest, ...] = rows(SpecialTest)
    neuro_screen_done: bool = tick()
    skin_checked: bool = tick()
    tolerance: str = one_of(TOLERANCES)
    contraindications_considered: bool = tick()
    positions: tuple[str, ...] = some_of(POSITIONS)
    draped: bool = tick()
    techniques: tuple[Technique, ...] = rows(Technique)
    minutes_reason: str = line()
    override_reason: str = line()
    sensitive_consent: bool = tick()
    heat_skin_before: bool = tick()
    heat_skin_after: bool = tick()
    heat_sensation: bool = tick()
    products: str = line()
    response_during: str = line()
    response_after: str = line()
    adverse_event: str = one_of(ADVERSE)
    adverse_severity: str = one_of(SEVERITIES)
    pain_checks: tuple[int, ...] = numbers(0, 10)
    soreness_advice: bool = tick()
    sport: str = line()
    sport_phase: str = one_of(PHASES)
    event_date: str = day()
    injured_on: str = day()
    home_care: str = line()
    next_visit: str = line()
    referral: str = line()

    @property
    def minutes(self) -> int:
        """Of all techniques together."""
        return sum(one.minutes or 0 for one in self.techniques)


EMPTY = Findings()


def read(given: Mapping[str, Any]) -> Findings:
    """Raises BadFindings."""
    errors: dict[str, str] = {}
    found = _read(Findings, given, "", errors)
    if found is None or errors:
        raise BadFindings(errors)
    return found


def plain(findings: Any) -> dict[str, Any]:
    """A JSON object of what was said, without what was left empty."""
    said = {}
    for one in fields(findings):
        value = getattr(findings, one.name)
        if value == one.default:
            continue
        if "rows" in one.metadata:
            said[one.name] = [plain(row) for row in value]
        else:
            said[one.name] = list(value) if isinstance(value, tuple) else value
    return said


def _read(kind: type[Row], given: Any, path: str, errors: dict[str, str]) -> Row | None:
    if not isinstance(given, Mapping):
        errors[path.rstrip(".") or "findings"] = "an object"
        return None
    known = {one.name: one for one in fields(kind)}  # type: ignore[arg-type]
    errors.update({f"{path}{name}": "unknown" for name in given if name not in known})
    values = {}
    for name, one in known.items():
        if (value := given.get(name)) is None:
            if one.metadata.get("needed"):
                errors[f"{path}{name}"] = "needed"
            continue
        if "rows" in one.metadata:
            values[name] = _rows(one.metadata["rows"], value, f"{path}{name}", errors)
            continue
        try:
            values[name] = one.metadata["read"](value)
        except ValueError as error:
            errors[f"{path}{name}"] = str(error)
        else:
            if one.metadata.get("needed") and values[name] == one.default and one.default is not MISSING:
                errors[f"{path}{name}"] = "needed"
    return kind(**values)


def _rows(kind: type[Row], value: Any, path: str, errors: dict[str, str]) -> tuple[Row, ...]:
    if not isinstance(value, list | tuple) or len(value) > MOST_ROWS:
        errors[path] = f"a list of at most {MOST_ROWS}"
        return ()
    found = (_read(kind, one, f"{path}.{number}.", errors) for number, one in enumerate(value))
    return tuple(one for one in found if one is not None)
