"""To be run once after a database was brought back from a backup, before anything else runs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bookings.notifications.watch import after_restore


class Command(BaseCommand):
    help = "Void the messages that were due before now: they may have left after the backup was made."

    def handle(self, *args: Any, **options: Any) -> None:
        count = after_restore(now=timezone.now())
        self.stdout.write(f"void: {count}; what is due from now on leaves as planned")
