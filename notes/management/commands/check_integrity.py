"""manage.py check_integrity"""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bookings.audit_seals import broken_seals
from bookings.integrity import Finding, findings
from bookings.models import Appointment, AppointmentEvent, Notification
from notes.models import SoapNote
from notes.soap.queries import altered_notes


class Command(BaseCommand):
    help = (
        "Walks the data: overlaps, missing history, rows of another clinic, gaps in the outbox, altered "
        "signed notes, broken seals of the access log. A line for each finding and exit 1, or one line that nothing was found."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for finding in self._findings():
            count += 1
            self.stdout.write(str(finding))
        if count:
            raise CommandError(f"{count:,} findings." if count > 1 else "1 finding.")
        signed = SoapNote.objects.filter(status=SoapNote.Status.SIGNED).count()
        self.stdout.write(
            f"Nothing found: {Appointment.objects.count():,} appointments, "
            f"{AppointmentEvent.objects.count():,} events, {Notification.objects.count():,} messages, "
            f"{signed:,} signed notes."
        )

    def _findings(self) -> Iterator[Finding]:
        yield from findings(timezone.now())
        for sentence in broken_seals(timezone.now()):
            yield Finding("audit", sentence)
        for note in altered_notes():
            yield Finding("note", f"signed note {note} is not what was signed, or cannot be read")
