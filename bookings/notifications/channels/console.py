"""Text messages shown on the terminal instead of sent: for development."""

import sys

from bookings.notifications.channels.line import Line
from bookings.notifications.channels.sms import Text


class ConsoleLine(Line):
    """Takes everything, and never fails."""

    def __init__(self, url: str) -> None:
        super().__init__()

    def close(self) -> None:
        sys.stdout.flush()

    def send(self, letter: Text, /) -> None:
        sys.stdout.write(f"Text message to {letter.recipient}: {letter.text}\n")
