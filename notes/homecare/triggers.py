"""Which daily activities bring pain on, from the patient's diary [S]."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

FEWEST_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """Pain 0-10 before and after one activity."""

    activity: str
    nrs_before: int
    nrs_after: int


@dataclass(frozen=True, slots=True)
class Trigger:
    """mean_change: exact mean of after minus before, above 0 when the activity brings pain on."""

    activity: str
    entries: int
    mean_change: Fraction


def rank(entries: Iterable[DiaryEntry]) -> list[Trigger]:
    """Activities with at least three entries, the most painful first; equal ones in order of their names."""
    changes: defaultdict[str, list[int]] = defaultdict(list)
    for entry in entries:
        changes[" ".join(entry.activity.split()).lower()].append(entry.nrs_after - entry.nrs_before)
    ranked = [
        Trigger(activity, len(found), Fraction(sum(found), len(found)))
        for activity, found in changes.items()
        if len(found) >= FEWEST_ENTRIES
    ]
    return sorted(ranked, key=lambda trigger: (-trigger.mean_change, trigger.activity))
