"""A clinic on which a story is played: what people do when, and the mails that leave in between."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.appointments import expire
from bookings.appointments.answer import accept, decline
from bookings.appointments.book import book, book_directly
from bookings.appointments.cancel import cancel
from bookings.appointments.hold import hold
from bookings.appointments.patient import PatientDetails
from bookings.appointments.policy import Actor
from bookings.appointments.reschedule import reschedule
from bookings.appointments.series import Scope, SeriesTime, book_series_directly, cancel_series, change_series
from bookings.appointments.undo import undo
from bookings.models import (
    Appointment,
    BookingPolicy,
    Location,
    Notification,
    Patient,
    Service,
    WaitlistEntry,
)
from bookings.models import WaitlistOffer as Offer
from bookings.notifications.deliver import deliver_due
from bookings.people.merge import merge
from bookings.waitlist import claim, sweep
from tests.factories import World, make_patient, make_user, make_world
from tests.notifications.sink import Sink

OPEN = ("waiting", "sending")


class Stage:
    """`clock` is what the service reads; a story may set it wrong. Everything is told on the clinic's wall."""

    def __init__(self, sink: Sink, zone: str, year: int, **policy: object) -> None:
        self.sink, self.year = sink, year
        wide = {"hours": (0, 24 * 60), "weekdays": range(7), "zone": zone}
        self.world: World = make_world(**wide, **policy)
        self.zone, self.policy = ZoneInfo(zone), self.world.clinic.policy
        self.desk = make_user("reception", self.world.clinic)
        self.staff, self.patient = (
            Actor.staff(self.desk),
            make_patient(self.world.clinic, email="ann@example.org"),
        )
        self.visits: list[Appointment] = []
        self.wrong_by, self.works, self.seen = timedelta(), True, 0
        self.lines: list[str] = []

    def play(self, story: list[str], until: str) -> list[str]:
        """Act after act, and between them a sweep whenever something falls due."""
        acts = [(self.at(line[:11]), line[11:].split()) for line in story]
        now = min(at for at, _ in acts)
        while acts or now:
            while acts and acts[0][0] <= now:
                _, (verb, *words) = acts.pop(0)
                getattr(self, f"do_{verb}")(now + self.wrong_by, *words)
                self._sweep(now)
            self._sweep(now)
            coming = [at for at in (self._next_due(), acts[0][0] if acts else None) if at and at > now]
            if not coming or min(coming) > self.at(until):
                break
            now = min(coming)
        return self.lines

    def at(self, text: str) -> datetime:
        """An instant from "MM-DD HH:MM"; "HH:MM+" is the second pass of an hour that comes twice."""
        fold = int(text.endswith("+"))
        wall = datetime.fromisoformat(f"{self.year}-{text.strip().rstrip('+').replace(' ', 'T')}")
        return wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)

    def _next_due(self) -> datetime | None:
        if not self.works:
            return None
        rows = Notification.objects.filter(state__in=OPEN).order_by("try_at")
        due = rows.values_list("try_at", flat=True).first()
        return due - self.wrong_by if due else None

    def _sweep(self, now: datetime) -> None:
        if not self.works:
            return
        now += self.wrong_by
        expire.tidy_expired(now=now)
        deliver_due(clock=lambda: now)
        for mail in self.sink.mails[self.seen :]:
            local = now.astimezone(self.zone)
            told = re.search(r"\w+, (\w+ \d+) at (\d+:\d+ [AP]M)", mail["Subject"])
            assert told, mail["Subject"]
            when = datetime.strptime(f"{self.year} {told[1]} {told[2]}", "%Y %B %d %I:%M %p")
            row = Notification.objects.filter(message_id=mail["Message-ID"]).order_by("-pk")[0]
            kind = f"{row.kind} {row.offset_hours} h" if row.offset_hours else row.kind
            to = mail["To"].partition("@")[0]
            self.lines.append(f"{local:%m-%d %H:%M} {kind} to {to} for {when:%m-%d %H:%M}")
        self.seen = len(self.sink.mails)

    @property
    def visit(self) -> Appointment:
        return Appointment.objects.get(pk=self.visits[-1].pk)

    # What people do. Each takes the moment and the words that follow in the story.

    def do_book(self, now: datetime, day: str, time: str) -> None:
        self.visits.append(
            book_directly(
                option=self._option(), starts_at=self.at(f"{day} {time}"), therapist=self.world.therapist,
                patient=self.patient, actor=self.staff, now=now,
            )
        )  # fmt: skip

    def do_request(self, now: datetime, day: str, time: str) -> None:
        Service.objects.update(booking_mode="request")
        held = hold(option=self._option(), starts_at=self.at(f"{day} {time}"), now=now)
        person = PatientDetails(self.patient.first_name, self.patient.last_name, self.patient.email)
        self.visits.append(book(token=held.token, patient=person, now=now))

    def do_accept(self, now: datetime) -> None:
        accept(appointment=self.visit, actor=self.staff, now=now)

    def do_decline(self, now: datetime) -> None:
        decline(appointment=self.visit, actor=self.staff, now=now)

    def do_staff_moves(self, now: datetime, day: str, time: str) -> None:
        starts_at = self.at(f"{day} {time}")
        reschedule(appointment=self.visit, starts_at=starts_at, actor=self.staff, now=now)

    def do_patient_moves(self, now: datetime, day: str, time: str) -> None:
        starts_at = self.at(f"{day} {time}")
        reschedule(appointment=self.visit, starts_at=starts_at, actor=Actor.patient(), now=now)

    def do_cancel(self, now: datetime) -> None:
        cancel(appointment=self.visit, reason="other", actor=self.staff, now=now)

    def do_undo(self, now: datetime) -> None:
        undo(appointment=self.visit, actor=self.staff, now=now)

    def do_series(self, now: datetime, days: str, time: str) -> None:
        times = [SeriesTime(self.at(f"{day} {time}")) for day in days.split(",")]
        made = book_series_directly(
            option=self.world.option, times=times, patient=self.patient, actor=self.staff, now=now
        )
        self.visits += Appointment.objects.filter(series=made).order_by("-starts_at")

    def do_series_moves(self, now: datetime, day: str, time: str) -> None:
        starts_at = self.at(f"{day} {time}")
        change_series(appointment=self.visit, starts_at=starts_at, scope=Scope.ALL, actor=self.staff, now=now)

    def do_series_cancelled(self, now: datetime) -> None:
        cancel_series(appointment=self.visit, scope=Scope.ALL, reason="clinic", actor=self.staff, now=now)

    def do_workers(self, now: datetime, state: str) -> None:
        self.works = state == "on"

    def do_clock(self, now: datetime, minutes: str) -> None:
        """Wrong by so many minutes from now on."""
        self.wrong_by = timedelta(minutes=float(minutes))

    def do_reminders(self, now: datetime, hours: str) -> None:
        offsets = [int(hour) for hour in hours.split(",") if hour != "none"]
        BookingPolicy.objects.update(reminder_offsets_hours=offsets)

    def do_zone(self, now: datetime, name: str) -> None:
        self.world.clinic.__class__.objects.update(time_zone=name)
        Location.objects.update(time_zone=name)

    def do_email(self, now: datetime, address: str) -> None:
        Patient.objects.filter(pk=self.patient.pk).update(email="" if address == "none" else address)

    def do_merge(self, now: datetime, address: str) -> None:
        """The patient turns out to be somebody who is known by another address."""
        known = make_patient(self.world.clinic, email=address)
        self.patient = merge(keep=known, drop=self.patient, user=self.desk, now=now)

    def do_waits(self, now: datetime, address: str) -> None:
        person = make_patient(self.world.clinic, email=address)
        WaitlistEntry.objects.create(
            clinic=self.world.clinic, patient=person, option=self.world.option,
            from_date=now.date(), until_date=now.date() + timedelta(days=60),
        )  # fmt: skip

    def do_offers(self, now: datetime) -> None:
        sweep.offer_freed(clock=lambda: now)

    def do_claims(self, now: datetime) -> None:
        offer = Offer.objects.select_related("appointment__option__service", "entry__patient").latest("pk")
        self.visits.append(claim.claim(offer=offer, actor=Actor.patient(), now=now))

    def _option(self) -> "object":
        return (
            type(self.world.option)
            .objects.select_related("service", "clinic__policy")
            .get(pk=self.world.option.pk)
        )
