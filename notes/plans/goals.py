"""Whether a goal aims at a change that the measure can call one."""

from decimal import Decimal
from typing import Any

from notes.outcomes.instruments import change


def is_meaningful(measure: str, baseline: Decimal | None, target: Decimal | None) -> bool:
    """True if reaching the target would be "better" by the smallest meaningful change of the measure.

    A half point, or a measure without such a change, cannot be judged and passes.
    """
    if baseline is None or target is None or baseline != int(baseline) or target != int(target):
        return True
    before, after = _answers(measure, int(baseline)), _answers(measure, int(target))
    return before is None or change(measure, before, after) == "better"


def _answers(measure: str, value: int) -> dict[str, Any] | None:
    if measure == "nrs":
        return {"nrs": value}
    if measure == "psfs":
        return {"activity": value}
    if measure == "pim3":
        return dict.fromkeys(("average", "activity", "enjoyment"), value)
    return None
