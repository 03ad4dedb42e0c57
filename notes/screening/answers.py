"""Reading a filled screening form: every item answered, the computed ones worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from notes.body import expand
from notes.outcomes.night import Night, assess
from notes.screening.facts import Facts, as_date
from notes.screening.items import BY_CODE, ITEMS
from notes.screening.questions import SUB_QUESTIONS

Answer = Literal["no", "not_sure", "yes"]
RANK: Mapping[Answer, int] = {"no": 0, "not_sure": 1, "yes": 2}
_WORDS: Mapping[str, Answer] = {
    "yes": "yes",
    "no": "no",
    "not-sure": "not_sure",
    "notsure": "not_sure",
    "unsure": "not_sure",
}
NIGHT_PARTS = ("night-n", "night-k", "night-e")
_SHORT = {"n": "night-n", "k": "night-k", "e": "night-e"}
_LONG = {"worst": "night-n", "wakings": "night-k", "eases": "night-e", **_SHORT}
_EXTRA = ("night", "marked-regions", "recovered-on")
T6_FEATURES = tuple(code for code in SUB_QUESTIONS if code.startswith("t6-"))
T6_NEEDED = 4
T6_FROM_DAYS = 84


@dataclass(frozen=True, slots=True)
class Form:
    """answers: all 34 items. wants_therapist: night pain below the hold. marked: regions the patient
    marked.
    """

    answers: Mapping[str, Answer]
    wants_therapist: bool
    marked: frozenset[str]
    recovered_on: date | None


def plain_keys(values: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping with keys in lower case and hyphens, blanks left out. Raises ValueError naming what is there twice.

    Two spellings of one item may contradict each other, and the last must not win by chance.
    """
    if not isinstance(values, Mapping):
        raise ValueError(f"{values!r} is not a mapping of items to values")
    keyed: dict[str, Any] = {}
    for key, value in values.items():
        if value is not None and value != "":
            _put(keyed, str(key).strip().lower().replace("_", "-").replace(" ", "-"), value)
    return keyed


def _put(given: dict[str, Any], item: str, value: Any) -> None:
    if item in given:
        raise ValueError(f"{item}: given twice")
    given[item] = value


def read(answers: Mapping[str, Any], facts: Facts) -> Form:
    """Read a form against the facts. Raises ValueError naming unknown items, impossible values and missing
    items.
    """
    given: dict[str, Any] = {}
    for key, value in plain_keys(answers).items():
        _put(given, _SHORT.get(key, key), value)
    for key in given:
        if key not in BY_CODE and key not in SUB_QUESTIONS and key not in _EXTRA:
            raise ValueError(f"{key}: not a screening item")
    marked = _marked(given)
    _unfold(given)
    night = _night(given)
    computed = {
        "p1": _from_night(night),
        "p10": _first_or_constant(given, facts),
        "t6": _pattern(given, facts),
        "t7": None if facts.age is None else _yes_if(facts.age < 18),
    }
    found: dict[str, Answer] = {}
    missing = []
    for item in ITEMS:
        direct = _answer(item.code, given[item.code]) if item.code in given else None
        both = [answer for answer in (direct, computed.get(item.code)) if answer is not None]
        if both:
            found[item.code] = max(both, key=RANK.__getitem__)
        else:
            missing.append("t7 (birth_date)" if item.code == "t7" else item.code)
    if missing:
        raise ValueError(f"not answered: {', '.join(missing)}")
    recovered = as_date("recovered_on", given.get("recovered-on"))
    return Form(found, night is not None and assess(night) == "therapist", marked, recovered)


def _unfold(given: dict[str, Any]) -> None:
    """Spread night and t6 given as one value over their sub-questions; take the answer out of {answer,
    regions}.
    """
    if "night" in given:
        for item, part in _spread("night", given["night"], NIGHT_PARTS, _LONG).items():
            _put(given, item, part)
    pattern, features = given.get("t6"), {}
    if isinstance(pattern, Sequence) and not isinstance(pattern, str):
        features = _spread("t6", given.pop("t6"), T6_FEATURES, {})
    elif isinstance(pattern, Mapping) and "answer" not in pattern:
        numbered = {str(number): code for number, code in enumerate(T6_FEATURES, 1)}
        features = _spread("t6", given.pop("t6"), T6_FEATURES, numbered)
    for item, answer in features.items():
        _put(given, item, answer)
    for code in BY_CODE:
        if isinstance(given.get(code), Mapping):
            given[code] = given[code].get("answer")
            if given[code] in (None, ""):
                del given[code]


def _spread(name: str, value: Any, codes: Sequence[str], names: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(value, Mapping):
        spread = {names.get(key, key): part for key, part in plain_keys(value).items()}
        if set(spread) == set(codes):
            return spread
    elif isinstance(value, Sequence) and not isinstance(value, str) and len(value) == len(codes):
        return dict(zip(codes, value, strict=True))
    raise ValueError(f"{name}: {value!r} is not its {len(codes)} answers")


def _night(given: Mapping[str, Any]) -> Night | None:
    parts = [given.get(code) for code in NIGHT_PARTS]
    if all(part is None for part in parts):
        return None
    for code, part in zip(NIGHT_PARTS, parts, strict=True):
        if part is None:
            raise ValueError(f"not answered: {code}")
    worst, wakings, eases = parts
    # Not sure whether it eases is read as not easing, the side that leads to a physician.
    return Night(worst, wakings, _answer("night-e", eases) == "yes")  # type: ignore[arg-type]


def _from_night(night: Night | None) -> Answer | None:
    return None if night is None else _yes_if(assess(night) == "hold_night")


def _first_or_constant(given: Mapping[str, Any], facts: Facts) -> Answer | None:
    if "p10-first" not in given or "p10-rest" not in given:
        return None
    first, at_rest = (_answer(code, given[code]) for code in ("p10-first", "p10-rest"))
    if first != "no" and facts.age is None:
        raise ValueError("p10-first: birth_date is needed")
    if facts.age is not None and 18 <= facts.age <= 55:
        first = "no"
    return max(first, at_rest, key=RANK.__getitem__)


def _pattern(given: Mapping[str, Any], facts: Facts) -> Answer | None:
    if not any(code in given for code in T6_FEATURES):
        return None
    for code in T6_FEATURES:
        if code not in given:
            raise ValueError(f"not answered: {code}")
    features = [_answer(code, given[code]) for code in T6_FEATURES]
    # An unknown duration counts as long, so that it is asked about and not assumed away.
    if facts.duration_days is not None and facts.duration_days < T6_FROM_DAYS:
        return "no"
    if features.count("yes") >= T6_NEEDED:
        return "yes"
    return "not_sure" if len(features) - features.count("no") >= T6_NEEDED else "no"


def _marked(given: Mapping[str, Any]) -> frozenset[str]:
    lists: list[Any] = [value.get("regions") for value in given.values() if isinstance(value, Mapping)]
    marks = given.get("marked-regions")
    if isinstance(marks, Mapping):
        for code in plain_keys(marks):
            if code not in BY_CODE:
                raise ValueError(f"marked_regions: {code} is not a screening item")
        lists.extend(marks.values())
    else:
        lists.append(marks)
    return frozenset().union(
        *(expand([names] if isinstance(names, str) else names) for names in lists if names)
    )


def _answer(code: str, value: Any) -> Answer:
    if isinstance(value, bool):
        return _yes_if(value)
    word = value.strip().lower().replace("_", "-").replace(" ", "-") if isinstance(value, str) else ""
    if word not in _WORDS:
        raise ValueError(f"{code}: {value!r} is not yes, no or not_sure")
    return _WORDS[word]


def _yes_if(is_so: bool) -> Answer:
    return "yes" if is_so else "no"
