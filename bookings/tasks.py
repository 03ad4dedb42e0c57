"""The clock's door. Each task may run twice, late or never; the next sweep makes up for it."""

import structlog
from celery import current_app, shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from bookings.appointments import expire
from bookings.notifications import deliver

log = structlog.get_logger(__name__)


def ring() -> None:
    """Wake a worker before its next sweep. Never raises: the sweep finds what the bell lost."""
    try:
        current_app.send_task("bookings.tasks.deliver_due", retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("bell_not_heard", error=type(error).__name__)


@shared_task(name="bookings.tasks.deliver_due", ignore_result=True)
def deliver_due() -> None:
    """Send what is due, for well under a minute."""
    deliver.deliver_due(clock=timezone.now)


@shared_task(name="bookings.tasks.tidy_expired", ignore_result=True)
def tidy_expired() -> None:
    """End holds and requests whose time ran out."""
    expire.tidy_expired(now=timezone.now())
