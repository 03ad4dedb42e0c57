"""What is asked, of ours and of the limit view, and how the answers are told."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from bookings.calendars import slots_by_day
from bookings.models import Appointment, ServiceOption
from tests.bench.client import Ask, Figures, Line, in_turn, one_by_one, together

BOOKINGS = 80


@dataclass(frozen=True, slots=True)
class Result:
    """One question: the figure of ours, that of the limit, and the ratio that is to be reached."""

    question: str
    ours: float
    limit: float
    goal: str
    is_met: bool

    @property
    def ratio(self) -> float:
        return self.ours / self.limit


def measured(port: int, slug: str, rounds: int) -> list[Result]:
    """Ask everything of one clinic."""
    option = _option(slug)
    therapists = [str(key) for key in option.service.therapists.order_by("pk").values_list("pk", flat=True)]
    one = option.service.therapists.order_by("pk").first()
    assert one is not None
    first = timezone.now().date() + timedelta(days=1)
    last = first + timedelta(days=13)
    base = f"/api/v1/clinics/{slug}/slots/?option={option.public_id}"
    any_ours = Ask(f"{base}&from={first}&to={last}")
    any_limit = _limit("free", therapists, first, last)
    day_ours = Ask(f"{base}&from={first}&to={first}&therapist={one.public_id}")
    day_limit = _limit("free", [str(one.pk)], first, first)
    next_ours = Ask(f"/api/v1/clinics/{slug}/slots/next/?option={option.public_id}")
    next_limit = _limit("next", therapists, first, last)
    results = [
        *_pair(port, "slots, any of 50 therapists x 14 days", any_ours, any_limit, 20, rounds, 1.7),
        *_pair(port, "slots, one therapist, one day", day_ours, day_limit, 60, rounds, 2.0, least=0.5),
        *_pair(port, "slots/next, any of 50", next_ours, next_limit, 20, rounds, 1.6),
        _bookings(port, slug, option, rounds),
    ]
    for result in results:
        print(f"  {result.question}: {result.ours:.1f} / {result.limit:.1f} = {result.ratio:.2f}", flush=True)
    return results


def _option(slug: str) -> ServiceOption:
    options = ServiceOption.objects.select_related("service", "clinic__policy")
    return options.filter(clinic__slug=slug, minutes=60, service__booking_mode="instant").order_by("pk")[0]


def _limit(name: str, therapists: list[str], first: date, last: date) -> Ask:
    return Ask(f"/limit/{name}/?therapists={','.join(therapists)}&from={first}&to={last + timedelta(days=1)}")


def _pair(
    port: int, question: str, ours: Ask, limit: Ask, times: int, rounds: int, most: float, least: float = 0
) -> list[Result]:
    single = in_turn(
        rounds, lambda: one_by_one(port, [ours] * times), lambda: one_by_one(port, [limit] * times)
    )
    found = [_slower(f"{question}, p50 in ms", single[0].p50, single[1].p50, most)]
    if least:
        many = in_turn(
            rounds, lambda: together(port, [ours] * times * 2), lambda: together(port, [limit] * times * 2)
        )
        found.append(_fewer(f"{question}, 8 clients, a second", many[0], many[1], least))
    return found


def _slower(question: str, ours: float, limit: float, most: float) -> Result:
    return Result(question, ours, limit, f"<= {most}", ours <= most * limit)


def _fewer(question: str, ours: Figures, limit: Figures, least: float) -> Result:
    is_met = ours.a_second >= least * limit.a_second
    return Result(question, ours.a_second, limit.a_second, f">= {least}", is_met)


def _bookings(port: int, slug: str, option: ServiceOption, rounds: int) -> Result:
    """Bookings from holds that were made before, on distinct times, against bare inserts."""
    rows = Appointment.objects.filter(clinic__slug=slug, status="booked").order_by("pk")
    row = rows.values_list("pk", flat=True)[0]
    run = uuid.uuid4().hex[:8]
    ours, limit = [], []
    for turn in range(rounds):
        ours.append(together(port, _held(port, slug, option, turn)))
        inserts = [
            Ask(f"/limit/book/?row={row}&run={run}&n={turn * BOOKINGS + n}", body={}) for n in range(BOOKINGS)
        ]
        limit.append(together(port, inserts))
    _tidy(run)
    middle = rounds // 2
    ours.sort(key=lambda one: one.a_second)
    limit.sort(key=lambda one: one.a_second)
    return _fewer("book from a hold, 8 clients, a second", ours[middle], limit[middle], 0.35)


def _held(port: int, slug: str, option: ServiceOption, turn: int) -> list[Ask]:
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
            person = {"first_name": "Ben", "last_name": f"Bench{turn}x{number}", "email": "ben@example.org"}
            consent = {"version": "1", "accepted": True}
            body = {"hold": held["token"], "patient": person, "consent": consent}
            asks.append(Ask(f"/api/v1/clinics/{slug}/appointments/", body))
        if len(asks) == BOOKINGS:
            break
    return asks


def _tidy(run: str) -> None:
    Appointment.objects.filter(public_id__startswith=f"bench-{run}").delete()


def growth(results: Mapping[int, list[Result]]) -> str:
    """The ratios of each size, and how ours grow from size to size, as Markdown."""
    sizes = list(results)
    lines = ["| question | goal | " + " | ".join(f"{rows:,}" for rows in sizes) + " |"]
    lines.append("|---" * (len(sizes) + 2) + "|")
    for index, result in enumerate(results[sizes[0]]):
        cells = [_cell(results[rows][index]) for rows in sizes]
        lines.append(f"| {result.question} | {result.goal} | " + " | ".join(cells) + " |")
    return "\n".join(["Ours / limit = ratio.", "", *lines]) + "\n"


def _cell(result: Result) -> str:
    mark = "" if result.is_met else " (missed)"
    return f"{result.ours:.1f} / {result.limit:.1f} = {result.ratio:.2f}{mark}"
