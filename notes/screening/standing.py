"""What earlier screenings and decisions still say today. Pure; project rules (docs/clinical-rules.md).

A screening of tier 4 or 5 closes the online booking until it is lifted. Tier 4 is lifted by a decision until the day
that it expires, and for good once a later full screening found nothing like it. Tier 5 needs both: a decision, and a
later full screening below 4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

THERAPIST, DEFER, PHYSICIAN, EMERGENCY = 2, 3, 4, 5
_STOPPING_ALONE = frozenset({"frac", "t4"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A full screening as it was stored."""

    key: int
    tier: int
    reasons: tuple[str, ...]
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Cleared:
    """A decision about the screening `about`; `reasons` are that screening's. `expires_date` is exclusive."""

    about: int
    reasons: tuple[str, ...]
    decided_at: datetime
    expires_date: date


def stopping(reasons: Iterable[str]) -> frozenset[str]:
    """The reasons that can close a gate by themselves: items e and p, FRAC, and t4 when the neck is treated."""
    return frozenset(one for one in reasons if one[0] in "ep" or one in _STOPPING_ALONE)


def is_covered(kept: Kept, decisions: Iterable[Cleared], on: date) -> bool:
    """Whether a decision in force speaks for this screening: made about it, or about all of its reasons before.

    An item e is never covered by a decision about an earlier screening, nor is tier 5.
    """
    return any(
        on < one.expires_date
        and (one.about == kept.key or (kept.tier == PHYSICIAN and _no_more_than(kept.reasons, one.reasons)))
        for one in decisions
    )


def open_stop(screenings: Sequence[Kept], decisions: Sequence[Cleared], on: date) -> Kept | None:
    """The gravest screening that still closes the booking, if one does. `screenings` in any order."""
    open_ones = [
        one for one in screenings if one.tier >= PHYSICIAN and not _is_lifted(one, screenings, decisions, on)
    ]
    return max(open_ones, key=lambda one: (one.tier, one.answered_at), default=None)


def _is_lifted(kept: Kept, screenings: Sequence[Kept], decisions: Sequence[Cleared], on: date) -> bool:
    is_quiet_since = any(one.answered_at > kept.answered_at and one.tier < PHYSICIAN for one in screenings)
    is_decided = any(one.about == kept.key for one in decisions)
    if kept.tier == EMERGENCY:
        return is_decided and is_quiet_since
    return is_covered(kept, decisions, on) or (is_decided and is_quiet_since)


def _no_more_than(reasons: Iterable[str], known: Iterable[str]) -> bool:
    grave = stopping(reasons)
    return grave <= stopping(known) and not any(one.startswith("e") for one in grave)
