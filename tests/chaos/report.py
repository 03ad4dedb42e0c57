"""What came of a run, in words and as the table of docs/reliability.md."""

import statistics
import subprocess

from tests.chaos.house import ROOT
from tests.chaos.run import Outcome


def report(outcome: Outcome, minutes: float) -> int:
    """Print it; 0 if every promise was kept."""
    print(table(outcome, minutes))
    for broken in broken_promises(outcome):
        print(f"BROKEN: {broken}")
    return bool(broken_promises(outcome))


def broken_promises(outcome: Outcome) -> list[str]:
    found = outcome.reckoning
    assert found is not None
    promises = {
        f"{found.lost} messages were lost": found.lost,
        f"{found.copies} copies, and {outcome.copies_allowed} at most are explained": found.copies
        > outcome.copies_allowed,
        f"{found.unlike} copies do not say the same": found.unlike,
        f"{found.strays} letters were never planned": found.strays,
        f"{outcome.without_a_time_to_come_back} answers of 503 had no Retry-After": outcome.without_a_time_to_come_back,
        "a booking took longer than 15 s after a fault": max(map(max, outcome.booked_after.values())) > 15,
    }
    return [sentence for sentence, is_broken in promises.items() if is_broken]


def table(outcome: Outcome, minutes: float) -> str:
    injected = sum(outcome.faults.values())
    lines = [
        f"{minutes:g} minutes at commit {_commit()}: {injected} faults of {len(outcome.faults)} kinds, "
        f"{outcome.restarts} processes started again.",
        f"{outcome.reckoning}. HTTP: {_statuses(outcome)}.",
        "",
        "| fault | times | copies | booked after, s | mail after, s |",
        "|---|---|---|---|---|",
    ]
    for name, times in sorted(outcome.faults.items()):
        booked, mailed = outcome.booked_after[name], outcome.mailed_after[name]
        lines.append(
            f"| {name} | {times} | {outcome.copies_in[name]} | {statistics.median(booked):.1f} ({max(booked):.1f}) | "
            f"{statistics.median(mailed):.1f} ({max(mailed):.1f}) |"
        )
    return "\n".join(lines)


def _statuses(outcome: Outcome) -> str:
    return ", ".join(f"{count} x {status}" for status, count in sorted(outcome.statuses.items()))


def _commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return asked.stdout.strip() or "unknown"
