"""Sessions of a dose, laid over the openings of a calendar: the best for each of several rhythms.

Everything is priced in minutes of inconvenience and the sum made least, exactly, so a better opening never makes
a proposal worse. Minutes are on the wall of the location, days are ordinals (`date.toordinal`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bookings.availability.rhythm import NEVER, Dose, Rhythm, cheapest_chain, longest_chain, rhythms
from bookings.availability.wishes import (
    DAY_LATER,
    DAY_OFF,
    Anchor,
    Candidate,
    Wishes,
    anchors_of,
    price_of,
)

NEARBY = 3


class Why(StrEnum):
    """Why a session is not where its rhythm would have it."""

    NOTHING_OPEN = "nothing_open"
    TIME_TAKEN = "time_taken"
    OTHER_THERAPIST = "other_therapist"
    SPACING = "spacing"


@dataclass(frozen=True, slots=True)
class Session:
    """One planned session. `expected` is the day that the rhythm asked for; `why` tells a substitute."""

    chosen: Candidate
    therapist: int
    expected: int
    days_since: int | None
    why: Why | None
    is_wished: bool
    nearby: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Sessions in order; `missing` is how many found no day within the bounds."""

    sessions: tuple[Session, ...]
    missing: int
    cost: int
    rhythm: Rhythm
    minute: int
    therapist: int


def propose(
    candidates: Iterable[Candidate], dose: Dose, first: int, wishes: Wishes, count: int = 3
) -> tuple[Plan, ...]:
    """The best plan for each rhythm, the `count` best of them, best first; empty if nothing is open.

    As many sessions as the bounds allow come before everything else; then the least inconvenience.
    """
    days: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in sorted(set(candidates)):
        if candidate.day >= first and candidate.therapists:
            days[candidate.day].append(candidate)
    length = longest_chain(list(days), dose)
    if not length:
        return ()
    found: dict[Rhythm, tuple[int, list[int], Anchor]] = {}
    later = {day: DAY_LATER * (day - first) for day in days}
    for bound, costs, rhythm, anchor in _tries(anchors_of(days, wishes), rhythms(dose), length):
        limit = _limit(found, rhythm, count)
        if bound < limit and (cheapest := cheapest_chain(costs, dose, length, later, limit)):
            found[rhythm] = (*cheapest, anchor)
    ranked = sorted(found.items(), key=lambda item: (item[1][0], item[1][1], item[0].residues))
    return tuple(
        _plan(rhythm, cost, chain, anchor, days, dose, first, wishes)
        for rhythm, (cost, chain, anchor) in ranked[:count]
    )


def _tries(
    anchors: Iterable[Anchor], each: Sequence[Rhythm], length: int
) -> list[tuple[int, Mapping[int, int], Rhythm, Anchor]]:
    """What each day costs for a rhythm and an anchor, the most promising first by a bound on their sum."""
    tries = []
    off = {rhythm: [DAY_OFF * rhythm.distance(day) for day in range(rhythm.period)] for rhythm in each}
    for anchor in anchors:
        for rhythm, away in off.items():
            costs = {day: cost + away[day % rhythm.period] for day, (cost, _) in anchor.best.items()}
            tries.append((sum(sorted(costs.values())[:length]), costs, rhythm, anchor))
    return sorted(tries, key=lambda one: one[0])


def _limit(found: Mapping[Rhythm, tuple[int, list[int], Anchor]], rhythm: Rhythm, count: int) -> int:
    """What a further plan for this rhythm must stay below to matter."""
    costs = sorted(cost for cost, _, _ in found.values())
    own = found[rhythm][0] if rhythm in found else NEVER
    return min(own, costs[count - 1]) if len(costs) >= count else own


def _plan(
    rhythm: Rhythm,
    cost: int,
    chain: Sequence[int],
    anchor: Anchor,
    days: Mapping[int, Sequence[Candidate]],
    dose: Dose,
    first: int,
    wishes: Wishes,
) -> Plan:
    sessions = []
    expected = rhythm.nearest(chain[0], first)
    for at, day in enumerate(chain):
        chosen = anchor.best[day][1]
        therapist = anchor.therapist if anchor.therapist in chosen.therapists else chosen.therapists[0]
        sessions.append(
            Session(
                chosen=chosen,
                therapist=therapist,
                expected=expected,
                days_since=day - chain[at - 1] if at else None,
                why=_why(chosen, therapist, expected, anchor, days),
                is_wished=wishes.allow(chosen),
                nearby=_nearby(chain, at, anchor, days, dose, wishes),
            )
        )
        expected = rhythm.after(max(expected, rhythm.nearest(day, first)))
    return Plan(tuple(sessions), dose.sessions - len(chain), cost, rhythm, anchor.minute, anchor.therapist)


def _why(
    chosen: Candidate, therapist: int, expected: int, anchor: Anchor, days: Mapping[int, Sequence[Candidate]]
) -> Why | None:
    """What kept the session from its expected day, hour and therapist; None if nothing did."""
    if (chosen.day, chosen.minute, therapist) == (expected, anchor.minute, anchor.therapist):
        return None
    open_then = days.get(expected, ())
    if not open_then:
        return Why.NOTHING_OPEN
    at_the_hour = [candidate for candidate in open_then if candidate.minute == anchor.minute]
    if not at_the_hour:
        return Why.TIME_TAKEN
    if any(anchor.therapist in candidate.therapists for candidate in at_the_hour):
        return Why.SPACING
    return Why.OTHER_THERAPIST


def _nearby(
    chain: Sequence[int],
    at: int,
    anchor: Anchor,
    days: Mapping[int, Sequence[Candidate]],
    dose: Dose,
    wishes: Wishes,
) -> tuple[Candidate, ...]:
    """Other openings that would keep the spacing to both neighbours, the most alike first, not all on one day."""
    day, chosen = chain[at], anchor.best[chain[at]][1]
    low, high = day - dose.max_days, day + dose.max_days
    if at:
        low, high = chain[at - 1] + dose.min_days, chain[at - 1] + dose.max_days
    if at + 1 < len(chain):
        low, high = max(low, chain[at + 1] - dose.max_days), min(high, chain[at + 1] - dose.min_days)
    others = [c for near in range(low, high + 1) for c in days.get(near, ()) if c != chosen]
    others.sort(
        key=lambda c: (DAY_OFF * abs(c.day - day) + price_of(c, chosen.minute, anchor.therapist, wishes), c)
    )
    found: list[Candidate] = []
    for other in others:
        if sum(one.day == other.day for one in found) < NEARBY - 1:
            found.append(other)
        if len(found) == NEARBY:
            break
    return tuple(found)
