"""What tests of messages share: pointing Django at a server, a clock to turn, states at a glance."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bookings.models import Appointment, Notification
from tests.factories import NOW


def use(settings: Any, port: int) -> None:
    """Send through the SMTP server on a local port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 1


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


def states(appointment: Appointment) -> dict[str, str]:
    """The state of each message, by kind (reminders by their hours too) and revision."""
    return {
        f"{row.kind}{row.offset_hours or ''}/{row.revision}": row.state
        for row in Notification.objects.filter(appointment=appointment)
    }


def row_of(appointment: Appointment, kind: str, **values: Any) -> Notification:
    return Notification.objects.get(appointment=appointment, kind=kind, **values)
