"""Whether a goal aims at a change that the measure can call one."""

from decimal import Decimal
from typing import Any

from notes.outcomes.instruments import change, three_items


def is_meaningful(measure: str, baseline: Decimal | None, target: Decimal | None) -> bool:
    """True if reaching the target would be "better" by the smallest meaningful change of the measure.

    A half point, or a measure without such a change, cannot be judged and passes.
    """
    return _reached(measure, baseline, target) in (None, "better")


def is_backwards(measure: str, baseline: Decimal | None, target: Decimal | None) -> bool:
    """True if reaching the target would be "worse" by the smallest meaningful change of the measure."""
    return _reached(measure, baseline, target) == "worse"


def _reached(measure: str, baseline: Decimal | None, target: Decimal | None) -> str | None:
    if baseline is None or target is None or baseline != int(baseline) or target != int(target):
        return None
    before, after = _answers(measure, int(baseline)), _answers(measure, int(target))
    return None if before is None else change(measure, before, after)


def _answers(measure: str, value: int) -> dict[str, Any] | None:
    if measure == "nrs":
        return {"nrs": value}
    if measure == "psfs":
        return {"activity": value}
    if measure == "pim3":
        return dict.fromkeys(three_items.ITEMS, value)
    if measure == "rmdq":
        return {"ticked": range(1, value + 1)}
    return None
