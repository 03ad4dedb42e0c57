"""Free times and bookings: what is asked of ours and of the limit view."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from bookings.calendars import slots_by_day
from bookings.models import Appointment, ServiceOption
from tests.bench.client import Ask, Figures, Line, in_turn, one_by_one, together
from tests.bench.results import Result, fewer, slower, within

BOOKINGS = 80


@dataclass(frozen=True, slots=True)
class Questions:
    """The hot questions about one clinic, each with the limit's."""

    any_fortnight: tuple[Ask, Ask]
    one_day: tuple[Ask, Ask]
    first_free: tuple[Ask, Ask]


def questions(slug: str) -> Questions:
    option = _option(slug)
    keys = [str(key) for key in option.service.therapists.order_by("pk").values_list("pk", flat=True)]
    one = option.service.therapists.order_by("pk").first()
    assert one is not None
    first = timezone.now().date() + timedelta(days=1)
    while first.weekday() > 4:
        first += timedelta(days=1)
    last = first + timedelta(days=13)
    slots = f"/api/v1/clinics/{slug}/slots/"
    base = f"{slots}?option={option.public_id}"
    return Questions(
        (Ask(f"{base}&from={first}&to={last}"), _limit("free", keys, first, last)),
        (
            Ask(f"{base}&from={first}&to={first}&therapist={one.public_id}"),
            _limit("free", keys[:1], first, first),
        ),
        (Ask(f"{slots}next/?option={option.public_id}"), _limit("next", keys, first, last)),
    )


def measured(port: int, slug: str, rounds: int) -> list[Result]:
    """Ask everything of one clinic."""
    asked = questions(slug)
    return [
        _beside(port, "slots, any of 50 therapists x 14 days", asked.any_fortnight, 20, rounds, 1.7),
        _beside(port, "slots, one therapist, one day", asked.one_day, 60, rounds, 2.0),
        _crowd(port, "slots, one therapist, one day, 8 clients", asked.one_day, 120, rounds, 0.5),
        _beside(port, "slots/next, any of 50", asked.first_free, 20, rounds, 1.6),
        *_bookings(port, slug, _option(slug), rounds),
    ]


def grown(port: int, small: str, large: str, rounds: int) -> list[Result]:
    """The same questions asked of a clinic with many appointments and of one with fewer, in turn."""
    few, many = questions(small), questions(large)
    pairs = {
        "slots, any of 50 therapists x 14 days": (many.any_fortnight[0], few.any_fortnight[0]),
        "slots, one therapist, one day": (many.one_day[0], few.one_day[0]),
        "slots/next, any of 50": (many.first_free[0], few.first_free[0]),
    }
    return [_beside(port, question, pair, 20, rounds, 1.3) for question, pair in pairs.items()]


def connections() -> int:
    """How many connections the database has now, this one not counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def _option(slug: str) -> ServiceOption:
    options = ServiceOption.objects.select_related("service", "clinic__policy")
    return options.filter(clinic__slug=slug, minutes=60, service__booking_mode="instant").order_by("pk")[0]


def _limit(name: str, therapists: list[str], first: date, last: date) -> Ask:
    return Ask(f"/limit/{name}/?therapists={','.join(therapists)}&from={first}&to={last + timedelta(days=1)}")


def _beside(port: int, question: str, pair: tuple[Ask, Ask], times: int, rounds: int, most: float) -> Result:
    ours, limit = pair
    one, other = in_turn(
        rounds, lambda: one_by_one(port, [ours] * times), lambda: one_by_one(port, [limit] * times)
    )
    return slower(question, one, other, most)


def _crowd(port: int, question: str, pair: tuple[Ask, Ask], times: int, rounds: int, least: float) -> Result:
    ours, limit = pair
    one, other = in_turn(
        rounds, lambda: together(port, [ours] * times), lambda: together(port, [limit] * times)
    )
    return fewer(question, one, other, least)


def _bookings(port: int, slug: str, option: ServiceOption, rounds: int) -> list[Result]:
    """Bookings from holds that were made before, on distinct times, against bare inserts."""
    rows = Appointment.objects.filter(clinic__slug=slug, status="booked").order_by("pk")
    row = rows.values_list("pk", flat=True)[0]
    run = uuid.uuid4().hex[:8]
    ours: list[Figures] = []
    limit: list[Figures] = []
    # Of a run that was broken off.
    Appointment.objects.filter(public_id__startswith="bench-").delete()
    for turn in range(rounds):
        ours.append(together(port, _held(port, slug, option, f"{run}x{turn}")))
        inserts = [
            Ask(f"/limit/book/?row={row}&run={run}&n={turn * BOOKINGS + n}", body={}) for n in range(BOOKINGS)
        ]
        limit.append(together(port, inserts))
    Appointment.objects.filter(public_id__startswith=f"bench-{run}").delete()
    ours.sort(key=lambda one: one.a_second)
    limit.sort(key=lambda one: one.a_second)
    middle = ours[rounds // 2]
    return [
        fewer("book from a hold, 8 clients", middle, limit[rounds // 2], 0.35),
        within("book from a hold, 8 clients, p95 in ms", middle.p95, 60),
    ]


def _held(port: int, slug: str, option: ServiceOption, run: str) -> list[Ask]:
    """Hold as many distinct times as will be booked; the requests that book them."""
    now = timezone.now()
    first = now.date() + timedelta(days=3)
    days = slots_by_day(option=option, first=first, last=first + timedelta(days=40), now=now)
    starts = [opening.starts_at for openings in days.values() for opening in openings]
    line, asks = Line(port), []
    for number, starts_at in enumerate(starts):
        status, held = line.send(
            Ask(
                f"/api/v1/clinics/{slug}/holds/",
                {"option": option.public_id, "starts_at": starts_at.isoformat()},
                expects=(201, 409),
            )
        )
        if status == 201:
            person = {"first_name": "Ben", "last_name": f"Bench {run}x{number}", "email": "ben@example.org"}
            consent = {"version": "1", "accepted": True}
            body = {"hold": held["token"], "patient": person, "consent": consent}
            asks.append(Ask(f"/api/v1/clinics/{slug}/appointments/", body))
        if len(asks) == BOOKINGS:
            break
    return asks
