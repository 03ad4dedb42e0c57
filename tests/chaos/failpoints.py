"""Named places where a process may be killed. Only processes that `tests.chaos.built` starts have them.

Production code knows nothing of this: the functions are wrapped after they are imported. A point is armed by a file
and goes off once, in whichever process of that role comes by first.
"""

import functools
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

FOLDER, ROLE = "TEND_CHAOS_FOLDER", "TEND_CHAOS_ROLE"
# A version from before this kind: it neither knows nor touches it.
WITHOUT_KIND = "TEND_CHAOS_WITHOUT_KIND"
# Leases and pauses of the test build, so that a run takes minutes and not hours.
LEASE, PAUSE = timedelta(seconds=12), timedelta(seconds=1)

_DELIVER = "bookings.notifications.deliver"
_SEND = "bookings.notifications.channels.email:Connection.send"
SENDER = {
    "task taken, not begun": (f"{_DELIVER}:deliver_due", "before"),
    "claimed, not looked at": (f"{_DELIVER}:_claim", "after"),
    "looked at, not written": (f"{_DELIVER}:_look_again", "after"),
    "written, not sent": (_SEND, "before"),
    "sent, not settled": (_SEND, "after"),
    "settled": (f"{_DELIVER}:_settle", "after"),
    "task done, not acknowledged": (f"{_DELIVER}:deliver_due", "after"),
}
# Between the server's yes and the commit: the one place where a kill costs a copy.
WINDOW = "sent, not settled"
BEAT = {
    "about to ring": ("celery.beat:Scheduler.apply_async", "before"),
    "rung": ("celery.beat:Scheduler.apply_async", "after"),
}
WEB = {
    "booked, messages not planned": ("bookings.notifications.outbox:plan_for_booking", "before"),
    "messages planned, not committed": ("bookings.notifications.outbox:plan_for_booking", "after"),
    "committed, bell not rung": ("bookings.tasks:ring", "before"),
    "bell rung, not answered": ("bookings.tasks:ring", "after"),
}
POINTS = {"sender": SENDER, "beat": BEAT, "web": WEB}


def arm(folder: Path, role: str, point: str, victim: str = "self") -> None:
    """The next process of `role` at `point` is killed, or its "parent" is."""
    draft = _file(folder, role, point).with_suffix(".draft")
    draft.write_text(victim)
    draft.rename(_file(folder, role, point))


def has_gone_off(folder: Path, role: str, point: str) -> bool:
    return not _file(folder, role, point).exists()


def disarm(folder: Path, role: str, point: str) -> None:
    _file(folder, role, point).unlink(missing_ok=True)


def build_in(kinds: tuple[str, ...]) -> None:
    """Wrap the functions of these kinds of points, and shorten the sender's times."""
    folder, role = Path(os.environ[FOLDER]), os.environ[ROLE]
    for kind in kinds:
        for point, (target, when) in POINTS[kind].items():
            _wrap(target, when, folder, role, point)
    if "sender" in kinds:
        import_module("bookings.notifications.claims").LEASE = LEASE
        deliver = import_module(_DELIVER)
        deliver.FIRST_PAUSE = PAUSE
        deliver.LONGEST_PAUSE = deliver.LONGEST_PAUSE_AWAY = PAUSE * 4
        if unknown := os.environ.get(WITHOUT_KIND):
            import_module("bookings.notifications.letters").WORDINGS.pop(unknown)


def target_of(target: str) -> tuple[Any, str]:
    """The module or class, and the name of the function in it. Raises AttributeError if it is not there."""
    module, _, path = target.partition(":")
    *outer, name = path.split(".")
    holder = functools.reduce(getattr, outer, import_module(module))
    getattr(holder, name)
    return holder, name


def _wrap(target: str, when: str, folder: Path, role: str, point: str) -> None:
    holder, name = target_of(target)
    step: Callable[..., Any] = getattr(holder, name)

    @functools.wraps(step)
    def stepped(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            _pass(folder, role, point)
        answer = step(*args, **kwargs)
        if when == "after":
            _pass(folder, role, point)
        return answer

    setattr(holder, name, stepped)


def _pass(folder: Path, role: str, point: str) -> None:
    file = _file(folder, role, point)
    try:
        victim = file.read_text()
        file.unlink()  # of several that come by at once, one gets to do this
    except FileNotFoundError:
        return
    os.kill(os.getppid() if victim == "parent" else os.getpid(), signal.SIGKILL)
    if victim == "parent":
        os.kill(os.getpid(), signal.SIGKILL)


def _file(folder: Path, role: str, point: str) -> Path:
    return folder / f"{role} - {point}"
