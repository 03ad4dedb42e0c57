"""Text messages shown on the terminal instead of sent: for development."""

import sys
from types import TracebackType
from typing import Self

from bookings.notifications.channels.sms import Text


class ConsoleLine:
    """Takes everything, and never fails."""

    is_hopeless = False

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.stdout.flush()

    def send(self, letter: Text, /) -> None:
        sys.stdout.write(f"Text message to {letter.recipient}: {letter.text}\n")
