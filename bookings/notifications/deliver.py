"""Sending what is due."""

from collections.abc import Callable
from datetime import datetime


def deliver_due(*, clock: Callable[[], datetime]) -> None:
    """Claim, look again, write, send, settle."""
