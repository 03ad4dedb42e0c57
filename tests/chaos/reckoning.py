"""At the end: does what was planned agree with what the mail server took?"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.chaos.house import House, eventually

# Of what had fallen due by a moment. `why` tells the failures that the mail server's 550 explains from those that nothing does.
DUE = "SELECT state, message_id, kind, attempts, why FROM bookings_notification WHERE send_at <= %s"
OPEN = "SELECT count(*) FROM bookings_notification WHERE send_at <= %s AND state IN ('waiting', 'sending')"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`copies`: letters beyond the first with one Message-ID; `unlike`: such copies that do not say the same."""

    planned: int
    sent: int
    void: int
    refused: int
    lost: int
    copies: int
    unlike: int
    strays: int

    def __str__(self) -> str:
        return (
            f"{self.planned} planned, {self.sent} sent, {self.void} void, {self.refused} refused (550), "
            f"{self.lost} lost, {self.copies} copies, {self.unlike} unlike, {self.strays} unplanned"
        )


def reckon(house: House, seconds: float = 60.0) -> Reckoning:
    """Wait until nothing that is due by now is open, and compare.

    Lost: due and not settled, sent and not in the mail server's book, or failed without its 550.
    """
    ((now,),) = house.rows("SELECT now()")
    eventually(lambda: house.rows(OPEN, now) == [(0,)], seconds)
    rows, mails = house.rows(DUE, now), house.mails()
    taken = Counter(mail["id"] for mail in mails)
    by_state: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        by_state.setdefault(row[0], []).append(row)
    failed = by_state.get("failed", [])
    refused = [row for row in failed if "(550)" in row[4]]
    unsettled = by_state.get("waiting", []) + by_state.get("sending", [])
    sent = by_state.get("sent", [])
    missing = [row for row in sent if not taken[row[1]]]
    said: dict[str, set[str]] = {}
    for mail in mails:
        said.setdefault(mail["id"], set()).add(mail["says"])
    known = {row[0] for row in house.rows("SELECT message_id FROM bookings_notification")}
    return Reckoning(
        planned=len(rows),
        sent=len(sent),
        void=len(by_state.get("void", [])),
        refused=len(refused),
        lost=len(unsettled) + len(missing) + len(failed) - len(refused),
        copies=sum(taken.values()) - len(taken),
        unlike=sum(len(texts) > 1 for texts in said.values()),
        strays=len(set(taken) - known),
    )
