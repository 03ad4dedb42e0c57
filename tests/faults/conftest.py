"""The same server and clock as the tests of messages."""

from tests.notifications.conftest import appointment, clock, sink

__all__ = ["appointment", "clock", "sink"]
