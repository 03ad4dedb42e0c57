"""Half-open intervals [start, end) and sets of them, over anything that can be ordered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The points from `start` up to, but not including, `end`. Raises ValueError if it runs backwards."""

    start: Any
    end: Any

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"an interval cannot end ({self.end!r}) before it starts ({self.start!r})")

    def __contains__(self, point: Any) -> bool:
        return bool(self.start <= point < self.end)

    def overlaps(self, other: "Interval") -> bool:
        """Whether some point lies in both."""
        return bool(max(self.start, other.start) < min(self.end, other.end))


class IntervalSet:
    """An immutable set of points kept as sorted, disjoint, non-touching intervals.

    `|`, `&` and `-` take another IntervalSet; iteration yields `Interval`s in order.
    Inside, the set is one flat tuple of boundaries (start, end, start, end, ...): an odd number of
    boundaries at or before a point means that the point is in the set.
    """

    __slots__ = ("bounds",)

    bounds: tuple[Any, ...]

    def __init__(self, intervals: Iterable[Interval] = ()) -> None:
        self.bounds = _merged((interval.start, interval.end) for interval in intervals)

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[Any, Any]]) -> Self:
        """The same from (start, end) pairs, without an Interval for each: for the hot path."""
        return cls._of_bounds(_merged(pairs))

    @classmethod
    def _of_bounds(cls, bounds: tuple[Any, ...]) -> Self:
        new = cls.__new__(cls)
        new.bounds = bounds
        return new

    def pairs(self) -> Iterator[tuple[Any, Any]]:
        """(start, end) of each interval, in order."""
        bounds = iter(self.bounds)
        return zip(bounds, bounds, strict=True)

    def __iter__(self) -> Iterator[Interval]:
        return (Interval(start, end) for start, end in self.pairs())

    def __len__(self) -> int:
        return len(self.bounds) // 2

    def __contains__(self, point: Any) -> bool:
        return any(start <= point < end for start, end in self.pairs())

    def covers(self, start: Any, end: Any) -> bool:
        """Whether [start, end) lies within one interval of the set."""
        return any(first <= start and end <= last for first, last in self.pairs())

    def __or__(self, other: "IntervalSet") -> "IntervalSet":
        return self._sweep(other, _EITHER)

    def __and__(self, other: "IntervalSet") -> "IntervalSet":
        return self._sweep(other, _BOTH)

    def __sub__(self, other: "IntervalSet") -> "IntervalSet":
        return self._sweep(other, _ONLY_MINE) if other.bounds else self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IntervalSet) and self.bounds == other.bounds

    def __hash__(self) -> int:
        return hash(self.bounds)

    def __repr__(self) -> str:
        return f"IntervalSet({list(self)!r})"

    def _sweep(self, other: "IntervalSet", keep: tuple[bool, ...]) -> "IntervalSet":
        """Walk both in order; `keep` says, for 2 * (in mine) + (in theirs), whether the point is in the result."""
        mine, theirs = self.bounds, other.bounds
        many, more = len(mine), len(theirs)
        i = j = 0
        inside = False
        kept: list[Any] = []
        while i < many and j < more:
            at, their = mine[i], theirs[j]
            if at < their:
                i += 1
            elif their < at:
                at = their
                j += 1
            else:
                i += 1
                j += 1
            if keep[(i & 1) << 1 | j & 1] is not inside:
                kept.append(at)
                inside = not inside
        if i < many and keep[2]:
            kept += mine[i:]
        elif j < more and keep[1]:
            kept += theirs[j:]
        return self._of_bounds(tuple(kept))


_EITHER = (False, True, True, True)
_BOTH = (False, False, False, True)
_ONLY_MINE = (False, False, True, False)


def _merged(pairs: Iterable[tuple[Any, Any]]) -> tuple[Any, ...]:
    bounds: list[Any] = []
    for start, end in sorted(pairs):
        if not start < end:
            continue
        if bounds and start <= bounds[-1]:
            if bounds[-1] < end:
                bounds[-1] = end
        else:
            bounds += (start, end)
    return tuple(bounds)
