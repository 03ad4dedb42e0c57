"""Sending what is due: claim, look again, write, send, settle.

A message is claimed for the length of a lease, sent outside any transaction and settled in one of its own.
Whoever dies in between leaves a lease that runs out; the message is then sent again with the same Message-ID.
So each leaves at least once, and twice only if the sender dies between the server's yes and the commit.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bookings.models import Notification
from bookings.notifications import claims, letters, refusals, watch, wording
from bookings.notifications.channels.line import Line, Lost, Refused, Unreachable
from bookings.notifications.claims import Batch, Claim
from bookings.notifications.recipients import Channel, Recipient, recipient_for
from bookings.notifications.truth import Later, Untrue, last_objection, objection, open_at
from bookings.notifications.ways import WAYS, Way

log = structlog.get_logger(__name__)
State = Notification.State

BATCH = 50
# No new message is begun after this; with the last one's time-outs a sweep stays below the task's limit.
BUDGET = timedelta(seconds=40)
FIRST_PAUSE = timedelta(seconds=30)
# A server that is away is asked again soon; one that puts a letter off is left in peace longer.
LONGEST_PAUSE_AWAY, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=1)


def _alone() -> None:
    pass


def deliver_due(
    *,
    clock: Callable[[], datetime],
    channel: Channel = Channel.EMAIL,
    call_help: Callable[[], None] = _alone,
) -> Counter[str]:
    """Send what is due on `channel` until nothing is, the budget is spent or the server is away.

    Returns how many messages ended in which state ("waiting": put off). Safe to run any number of times at
    once. `clock` rather than a moment, since a sweep lasts long enough for a message to stop being true.
    `call_help` is called once if there is more than one batch to do: another sender may join in.
    """
    end, tally, way = clock() + BUDGET, Counter[str](), WAYS[channel]
    watch.look_in(clock())
    claimed = _claim(clock(), channel)
    if len(claimed) == BATCH:
        call_help()
    if claimed:
        with way.open() as line:
            while claimed and _work_through(claimed, way, line, clock, end, tally):
                claimed = _claim(now, channel) if (now := clock()) < end else []
    return tally


def deliver_all(*, clock: Callable[[], datetime]) -> Counter[str]:
    """The same on every channel, one after the other."""
    return sum((deliver_due(clock=clock, channel=channel) for channel in WAYS), Counter[str]())


def _claim(now: datetime, channel: Channel) -> list[Claim]:
    """Kinds that this version does not know stay where they are, for a worker that does."""
    kinds = [str(kind) for kind in (*letters.WORDINGS, *letters.PLAIN)]
    return claims.claim_due(now, channel, kinds=kinds, batch=BATCH)


def _work_through(
    claimed: Sequence[Claim],
    way: Way,
    line: Line,
    clock: Callable[[], datetime],
    end: datetime,
    tally: Counter[str],
) -> bool:
    """Send a batch. False if it had to stop."""
    batch = Batch(claimed)
    for done, claim in enumerate(claimed):
        if line.is_hopeless or clock() >= end:
            _give_back(claimed[done:], clock(), why=way.unreachable if line.is_hopeless else "")
            tally[State.WAITING] += len(claimed) - done
            return False
        if state := _attempt(claim, batch, way, line, clock):
            tally[state] += 1
    return not line.is_hopeless


def _attempt(claim: Claim, batch: Batch, way: Way, line: Line, clock: Callable[[], datetime]) -> str | None:
    """See one message through to the state it ends in; None if it is not ours any more."""
    notification = _look_again(claim, batch, clock())
    if notification is None:
        return None
    appointment = notification.appointment
    recipient = recipient_for(notification)
    against = objection(notification, appointment, recipient, clock())
    match against or last_objection(notification, recipient):
        case Untrue(why):
            return _settle(claim, notification, State.VOID, why=why)
        case Later(at, why):
            return _settle(claim, notification, State.WAITING, why=why, try_at=at)
    try:
        letter = way.write(notification, appointment, recipient)
    except Exception as error:  # whatever is wrong with one message must not keep the others
        log.exception("message_unwritten", id=notification.public_id, error=type(error).__name__)
        return _put_off(claim, notification, recipient, clock(), wording.UNWRITTEN, LONGEST_PAUSE)
    return _send(claim, notification, recipient, letter, way, line, clock)


def _send(
    claim: Claim,
    notification: Notification,
    recipient: Recipient,
    letter: Any,
    way: Way,
    line: Line,
    clock: Callable[[], datetime],
) -> str | None:
    address = recipient.address_on(notification.channel)
    try:
        line.send(letter)
    except Refused as refused:
        if refused.is_final:
            return _fail(claim, notification, address, way, refused, clock())
        why = f"{way.not_now} ({refused.code})"
        return _put_off(claim, notification, recipient, clock(), why, LONGEST_PAUSE)
    except Unreachable:
        return _put_off(claim, notification, recipient, clock(), way.unreachable, LONGEST_PAUSE_AWAY)
    except Lost:
        return _put_off(claim, notification, recipient, clock(), way.lost, LONGEST_PAUSE_AWAY)
    return _settle(
        claim,
        notification,
        State.SENT,
        sent_at=clock(),
        recipient=address,
        language=recipient.language,
        why="",
    )


def _fail(
    claim: Claim, notification: Notification, address: str, way: Way, refused: Refused, now: datetime
) -> str | None:
    """Refused for good; if the address is at fault, that is remembered."""
    state = _settle(
        claim, notification, State.FAILED, recipient=address, why=f"{way.refused} ({refused.code})"
    )
    if state and refused.is_about_address:
        refusals.note_refusal(
            notification=notification,
            address=address,
            answer=str(refused.code),
            about=f"{notification.public_id} {claim.attempt}",
            now=now,
        )
    return state


def _look_again(claim: Claim, batch: Batch, now: datetime) -> Notification | None:
    """Just before it is written: as it is now, or None if somebody else has it."""
    return batch.current(claim, now)


def _put_off(
    claim: Claim,
    notification: Notification,
    recipient: Recipient,
    now: datetime,
    why: str,
    longest: timedelta,
) -> str | None:
    """Try again after a growing pause, sooner as the end of its use draws near; fail when none is left."""
    left = notification.useful_until - now
    growing = min(FIRST_PAUSE * 2 ** min(claim.attempt - 1, 20), longest)
    pause = min(growing, left / 2) * random.uniform(0.75, 1.25)
    again = open_at(notification, notification.appointment, recipient, now + pause)
    if again is None or left < FIRST_PAUSE:
        return _settle(claim, notification, State.FAILED, why=why)
    return _settle(claim, notification, State.WAITING, why=why, try_at=again)


def _settle(claim: Claim, notification: Notification, state: str, **changes: object) -> str | None:
    """Write down how it ended; None if the row was no longer ours."""
    if not claims.settle(claim, state, **changes):
        log.warning("lease_lost", id=notification.public_id, kind=notification.kind, attempt=claim.attempt)
        return None
    log.info(
        "message", id=notification.public_id, kind=notification.kind, state=str(state), attempt=claim.attempt
    )
    return state


def _give_back(unbegun: Sequence[Claim], now: datetime, *, why: str) -> None:
    """Due at once again, or after a pause and with a reason if the server is away."""
    claims.give_back(unbegun, now + FIRST_PAUSE if why else now, why)
