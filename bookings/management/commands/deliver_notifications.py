"""Sends due messages without Celery: in a loop, or once for a timer of the system's own."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from bookings.notifications.deliver import deliver_all
from bookings.notifications.staff import plan_staff_mail

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Send due messages until stopped. Any number of these and of Celery workers may run side by side."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one sweep, then end")
        parser.add_argument("--every", type=float, default=10.0, help="seconds between sweeps (default 10)")

    def handle(self, *args: Any, once: bool, every: float, **options: Any) -> None:
        if once:
            tally = deliver_all(clock=timezone.now)
            self.stdout.write(
                ", ".join(f"{state}: {count}" for state, count in sorted(tally.items())) or "nothing due"
            )
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        while not stopping.is_set():
            self._sweep()
            stopping.wait(every)

    def _sweep(self) -> None:
        """A database that is away is asked again at the next sweep: nothing is lost meanwhile."""
        close_old_connections()
        try:
            plan_staff_mail(now=timezone.now())
            deliver_all(clock=timezone.now)
        except DatabaseError as error:
            log.warning("sweep_failed", error=type(error).__name__)
