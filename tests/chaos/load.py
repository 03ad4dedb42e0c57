"""Messages to send and people who book, while things are killed.

python -m tests.chaos.load COUNT SECONDS     rows for COUNT reminders that fall due within SECONDS; prints what to book
"""

import http.client
import json
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

QUIET = {"quiet_from_minute": 0, "quiet_to_minute": 0}
PATIENCE = 60.0


@dataclass
class Person:
    """Books over HTTP, and tries again with the same key until there is an answer; counts the statuses on the way."""

    port: int
    slug: str
    option: str
    first: datetime
    booked: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    without_a_time_to_come_back: int = 0

    def book(self) -> tuple[str, float]:
        """One visit an hour after the one before; the address it was booked for, and the seconds it took."""
        number, began = len(self.booked), time.monotonic()
        starts_at = (self.first + timedelta(hours=number)).isoformat()
        address = f"chaos{number}@example.org"
        self.booked.append(address)
        base = f"/api/v1/clinics/{self.slug}"
        held = self._post(f"{base}/holds/", {"option": self.option, "starts_at": starts_at})
        person = {"first_name": "Kay", "last_name": f"Oss{number}", "email": address}
        consent = {"version": "1", "accepted": True}
        self._post(f"{base}/appointments/", {"hold": held["token"], "patient": person, "consent": consent})
        return address, time.monotonic() - began

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                line.request("POST", path, json.dumps(body), headers)
                answer = line.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            finally:
                line.close()
            self.statuses[answer.status] += 1
            if answer.status in (200, 201):
                return json.loads(text)
            if answer.status == 503 and not answer.getheader("Retry-After"):
                self.without_a_time_to_come_back += 1
            assert answer.status in (409, 503), (path, answer.status, text[:300])
            assert answer.status == 503 or b"in_flight" in text or b"in progress" in text, text[:300]
            time.sleep(0.2)
        raise AssertionError(f"no answer to {path} within {PATIENCE:.0f} s")


def person(port: int, made: dict[str, str]) -> Person:
    return Person(port, made["slug"], made["option"], datetime.fromisoformat(made["first"]))


def make(count: int, seconds: float) -> dict[str, str]:
    """Reminders that fall due from now on, a tenth of them about visits that were cancelled; a clinic to book at."""
    from django.utils import timezone

    from bookings.models import Appointment, Notification, Patient
    from bookings.notifications import outbox
    from bookings.notifications.recipients import recipient_of
    from tests.factories import make_world

    now = timezone.now()
    world = make_world(therapists=4, zone="UTC", **QUIET)
    patients = Patient.objects.bulk_create(
        Patient(clinic=world.clinic, first_name="Sal", last_name=str(n), email=f"seed{n}@example.org", phone=f"+1 {n}")
        for n in range(count)
    )  # fmt: skip
    visits = Appointment.objects.bulk_create(
        _visit(world, n, patients[n], now + timedelta(days=3, hours=n // 4)) for n in range(count)
    )
    gap = timedelta(seconds=seconds / max(count, 1))
    Notification.objects.bulk_create(
        outbox.row_for(
            visit, recipient_of(visit.patient), Notification.Kind.REMINDER,
            send_at=now + gap * n, useful_until=visit.starts_at, offset_hours=72,
        )
        for n, visit in enumerate(visits) if visit.patient
    )  # fmt: skip
    _cancel([visit.pk for visit in visits[5::10]], now)
    to_book = make_world(zone="UTC", hours=(0, 24 * 60), weekdays=range(7), **QUIET)
    first = datetime.combine(now.date() + timedelta(days=8), datetime.min.time(), UTC)
    return {"slug": to_book.clinic.slug, "option": to_book.option.public_id, "first": first.isoformat()}


def _visit(world: Any, number: int, patient: Any, starts_at: datetime) -> Any:
    from bookings.models import Appointment

    ends_at = starts_at + timedelta(minutes=50)
    return Appointment(
        clinic=world.clinic, option=world.option, therapist=world.therapists[number % 4], room=world.rooms[number % 4],
        location=world.location, patient=patient, status=Appointment.Status.BOOKED, starts_at=starts_at,
        ends_at=ends_at, occupies_from=starts_at, occupies_until=ends_at, time_zone=world.location.time_zone,
        price="1.00", currency="USD", cancel_notice_hours=24,
    )  # fmt: skip


def _cancel(visits: list[int], now: datetime) -> None:
    """Behind the back of the outbox: the sender must notice by itself."""
    from bookings.models import Appointment

    Appointment.objects.filter(pk__in=visits).update(
        status="cancelled", cancelled_at=now, cancellation_reason="other"
    )


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(make(int(sys.argv[1]), float(sys.argv[2]))))
