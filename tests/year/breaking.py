"""One rule of the service taken away, to see the reckoning notice."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any

# What is taken away: the functions, and what stands in for each.
BREAKS: dict[str, dict[str, Callable[..., Any]]] = {
    # A move leaves what waits about the old time, and the sender does not look again.
    "move": {
        "bookings.notifications.outbox:void_waiting": lambda *_, **__: None,
        "bookings.notifications.truth:_holds_somewhere": lambda *_: True,
    },
    # The same, but the sender still looks: what is left is a row that waits for nothing.
    "void": {"bookings.notifications.outbox:void_waiting": lambda *_, **__: None},
    # Nobody tidies holds and requests.
    "tidy": {"bookings.appointments.expire:tidy_expired": lambda **_: 0},
    # Reminders leave in the night as well.
    "quiet": {"bookings.notifications.reminders:_before_the_quiet": lambda planned, *_: planned},
    # Letters tell all times in UTC.
    "wall": {"bookings.notifications.when:ZoneInfo": lambda _: import_module("datetime").UTC},
}


@contextmanager
def broken(name: str) -> Iterator[None]:
    """While this lasts, the rules under `name` are away; none if it is empty."""
    with ExitStack() as stack:
        for target, instead in (BREAKS[name] if name else {}).items():
            module, _, attribute = target.partition(":")
            holder = import_module(module)
            stack.callback(setattr, holder, attribute, getattr(holder, attribute))
            setattr(holder, attribute, instead)
        yield
