"""Clinic after clinic: do the oracle and the service list the same?"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.oracle import brute, pure
from tests.oracle.clinics import clinics
from tests.oracle.plain import Clinic


@dataclass
class Tally:
    """How many clinics were compared, how many of them had a free time, how many times there were."""

    compared: int = 0
    with_times: int = 0
    times: int = 0
    different: int = 0

    def __str__(self) -> str:
        return (
            f"{self.compared} clinics compared, {self.with_times} with free times, {self.times} times, "
            f"{self.different} clinics differ"
        )


def compare(seed: int, count: int, said: Callable[[str], object]) -> Tally:
    """Compare `count` random clinics; what differs is told to `said`."""
    tally = Tally()
    for number, clinic in clinics(seed, count):
        right, listed = brute.offered(clinic), pure.listed(clinic)
        brute.forget()
        tally.compared += 1
        tally.with_times += bool(right)
        tally.times += len(right)
        if right != listed:
            tally.different += 1
            said(difference(number, clinic, right, listed))
        if tally.compared % 1000 == 0:
            said(str(tally))
    return tally


def difference(seed: int, clinic: Clinic, right: set[brute.Offer], listed: set[brute.Offer]) -> str:
    lines = [f"seed {seed}: {clinic}"]
    lines += [f"  not listed: {start.isoformat()} {rest}" for start, *rest in sorted(right - listed)[:5]]
    lines += [f"  not free:   {start.isoformat()} {rest}" for start, *rest in sorted(listed - right)[:5]]
    return "\n".join(lines)
