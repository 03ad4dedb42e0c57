"""Whether a goal aims at a change that its measure can call one."""

from decimal import Decimal

import pytest

from notes.plans.goals import is_backwards, is_meaningful


@pytest.mark.parametrize(
    ("measure", "baseline", "target", "meaningful", "backwards"),
    [
        ("nrs", 7, 3, True, False),
        ("nrs", 7, 6, False, False),
        ("nrs", 4, 7, False, True),
        ("psfs", 4, 6, True, False),
        ("psfs", 6, 4, False, True),
        ("rmdq", 15, 10, True, False),
        ("rmdq", 15, 14, False, False),
        ("rmdq", 18, 13, False, False),
        ("rmdq", 10, 15, False, True),
    ],
)
def test_a_target_is_held_against_the_smallest_change(
    measure: str, baseline: int, target: int, meaningful: bool, backwards: bool
) -> None:
    way = (measure, Decimal(baseline), Decimal(target))
    assert (is_meaningful(*way), is_backwards(*way)) == (meaningful, backwards)


def test_what_cannot_be_judged_passes() -> None:
    assert is_meaningful("nrs", None, Decimal(3))
    assert is_meaningful("psfs", Decimal("4.5"), Decimal(5))
    assert not is_backwards("", Decimal(1), Decimal(9))
