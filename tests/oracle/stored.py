"""The same plain clinic as rows, and what the service says of it through the shell and over HTTP."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.core.cache import cache
from django.test import Client

from bookings.calendars import slots_by_day
from bookings.models import (
    Appointment,
    DateOverride,
    Location,
    Room,
    Service,
    ServiceOption,
    Therapist,
    TimeOff,
    WeeklyHours,
)
from bookings.models import Clinic as ClinicRow
from tests.factories import make_clinic, make_patient
from tests.oracle.brute import Offer
from tests.oracle.plain import Busy, Clinic


@dataclass
class Stored:
    """The rows of a plain clinic; places, chambers and people by their keys."""

    plain: Clinic
    row: ClinicRow
    option: ServiceOption
    places: dict[int, Location]
    chambers: dict[int, Room]
    people: dict[int, Therapist]

    def shelled(self) -> set[Offer]:
        """What the shell over the database lists."""
        places = {row.pk: key for key, row in self.places.items()}
        people = {row.pk: key for key, row in self.people.items()}
        wish = self.plain.wish
        days = slots_by_day(option=self.option, first=wish.first, last=wish.last, now=self.plain.now)
        return {
            (opening.starts_at, people[therapist], places[opening.location])
            for openings in days.values()
            for opening in openings
            for therapist in opening.therapists
        }

    def served(self) -> set[Offer]:
        """What `/slots/` answers."""
        wish = self.plain.wish
        query = {"option": self.option.public_id, "from": wish.first, "to": wish.last}
        answer = self._at_its_time("GET", f"clinics/{self.row.slug}/slots/", query)
        assert answer.status_code == 200, answer.content
        return {
            offer for day in answer.json()["days"] for slot in day["slots"] for offer in self.offers(slot)
        }

    def offers(self, slot: dict[str, Any]) -> set[Offer]:
        """A slot of an answer in the oracle's words."""
        places = {row.public_id: key for key, row in self.places.items()}
        people = {row.public_id: key for key, row in self.people.items()}
        starts_at = datetime.fromisoformat(slot["starts_at"]).astimezone(UTC)
        return {(starts_at, people[one], places[slot["location"]]) for one in slot["therapists"]}

    def hold(self, offer: Offer) -> Any:
        starts_at, person, place = offer
        body = {
            "option": self.option.public_id,
            "starts_at": starts_at.isoformat(),
            "therapist": self.people[person].public_id,
            "location": self.places[place].public_id,
        }
        return self._at_its_time("POST", f"clinics/{self.row.slug}/holds/", body)

    def give_back(self, token: str) -> None:
        assert self._at_its_time("DELETE", f"holds/{token}/", {}).status_code == 204

    def _at_its_time(self, method: str, path: str, values: dict[str, Any]) -> Any:
        cache.clear()  # the ceiling on calls a minute is not what is tried here
        path = f"/api/v1/{path}"
        with time_machine.travel(self.plain.now, tick=False):
            if method == "GET":
                return Client().get(path, values)
            return Client().generic(method, path, json.dumps(values), content_type="application/json")


def store(plain: Clinic) -> Stored:
    """Write the clinic into the database."""
    row = make_clinic(
        zone=plain.places[0].zone,
        min_notice_minutes=plain.notice_minutes,
        horizon_days=plain.horizon_days,
        slot_step_minutes=plain.step,
    )
    service, option = _offer(row, plain)
    places = {
        place.key: Location.objects.create(clinic=row, name=f"Place {place.key}", time_zone=place.zone)
        for place in plain.places
    }
    chambers = {
        room.key: Room.objects.create(
            clinic=row, location=places[room.place], name=f"Room {room.key}", kinds=list(room.kinds)
        )
        for room in plain.chambers
    }
    people = {
        person.key: Therapist.objects.create(
            clinic=row,
            first_name=f"Thea {person.key}",
            offer_policy="adjacent" if person.adjacent else "all",
        )
        for person in plain.people
    }
    service.therapists.set([people[person.key] for person in plain.people if person.gives])
    stored = Stored(plain, row, option, places, chambers, people)
    _write_hours(stored)
    for busy in plain.busy:
        _write_booking(stored, busy)
    return stored


def _offer(row: ClinicRow, plain: Clinic) -> tuple[Service, ServiceOption]:
    """The service that is asked for, and its length."""
    service = Service.objects.create(
        clinic=row,
        name="Massage",
        buffer_before_minutes=plain.wish.before,
        buffer_after_minutes=plain.wish.after,
        room_kind=plain.wish.kind,
    )
    option = ServiceOption.objects.create(
        clinic=row, service=service, minutes=plain.wish.minutes, price="80.00"
    )
    return service, option


def _write_hours(stored: Stored) -> None:
    clinic, people, places = stored.row, stored.people, stored.places
    for hours in stored.plain.hours:
        WeeklyHours.objects.create(
            clinic=clinic,
            therapist=people[hours.person],
            location=places[hours.place],
            weekday=hours.weekday,
            start_minute=hours.start,
            end_minute=hours.end,
            valid_from=hours.valid_from,
            valid_until=hours.valid_until,
            every_weeks=hours.every_weeks,
        )
    for override in stored.plain.overrides:
        DateOverride.objects.create(
            clinic=clinic,
            therapist=people[override.person],
            location=places[override.place],
            date=override.day,
            intervals=[list(span) for span in override.spans],
        )
    for off in stored.plain.off:
        TimeOff.objects.create(
            clinic=clinic,
            therapist=None if off.person is None else people[off.person],
            location=None if off.place is None else places[off.place],
            starts_at=off.starts_at,
            ends_at=off.ends_at,
        )


def _write_booking(stored: Stored, busy: Busy) -> None:
    room = stored.chambers[busy.chamber]
    ends_at = busy.starts_at + timedelta(minutes=busy.minutes)
    is_hold = busy.runs_out_at is not None
    Appointment.objects.create(
        clinic=stored.row,
        option=stored.option,
        therapist=stored.people[busy.person],
        location=room.location,
        room=room,
        patient=None if is_hold else make_patient(stored.row),
        status="held" if is_hold else "booked",
        hold_expires_at=busy.runs_out_at,
        starts_at=busy.starts_at,
        ends_at=ends_at,
        occupies_from=busy.starts_at - timedelta(minutes=busy.before),
        occupies_until=ends_at + timedelta(minutes=busy.after),
        time_zone=room.location.time_zone,
        price="80.00",
        currency="USD",
        cancel_notice_hours=24,
    )
