"""What is no row of the access table, asked of the large clinic of `every`: the clock's tasks, free times and a booking,
searches, reports, the walk of check_integrity.

    python -m config.embedded -- python -m tests.bench clock [VISITS [PATIENTS [NAME]]]

Each task runs twice: what is due, and then a sweep that finds nothing, which is what it costs all day. Nothing is kept,
and nobody waits longer than PATIENCE for anything.
"""

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from bookings import integrity
from bookings.imports.begin import hand_in
from bookings.imports.work import carry_on
from bookings.models import (
    Appointment,
    AppointmentEvent,
    Clinic,
    Patient,
    ServiceOption,
    Therapist,
    User,
)
from bookings.notifications import queries as messages
from bookings.notifications.watch import mail_health
from bookings.people.search import patient_list
from bookings.reports.no_shows import no_shows
from bookings.reports.retention import retention
from bookings.reports.span import Span
from bookings.reports.utilisation import utilisation
from config.celery import app
from notes.reports.outcomes import outcomes
from notes.reports.plans import plans_ended
from notes.soap.queries import altered_notes
from tests.architecture.test_access import taken_back
from tests.bench.every import keep_figures, kept_figures, large_cast
from tests.bench.gauge import Cost, Gauge
from tests.factories import NOW

PATIENCE = 40
ROWS_BROUGHT = 5000
Ask = Callable[[], object]


class TooLong(BaseException):
    """Nobody waits any longer. Not an Exception: what is being measured must not swallow it."""


def main(visits: int = 1_000_000, patients: int = 200_000, only: str = "") -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable(logging.ERROR)
    cast = large_cast(visits, patients)
    visit = Appointment.objects.select_related("clinic__policy").get(public_id=cast.names["visit"])
    smaller = kept_figures("clock", visits)
    found: dict[str, float] = {}
    print(
        "| asked | Python | PostgreSQL | wall | statements | growth | slowest |\n|---|---|---|---|---|---|---|"
    )
    with time_machine.travel(NOW, tick=True):
        asked = [*tasks(), *free_times(visit.clinic), *questions(visit.clinic), *checks()]
        for name, ask in asked:
            if not name.startswith(only):
                continue
            for said, cost in costs(name, ask):
                found[said] = cost.work
                print(line(said, cost, smaller.get(said)), flush=True)
    if not only:
        keep_figures("clock", visits, found)


def line(name: str, cost: Cost, before: float | None) -> str:
    growth = f"{cost.work / before:.2f}" if before else ""
    return (
        f"| {name} | {cost.python:.0f} | {cost.postgres:.1f} | {cost.wall:.0f} | {cost.statements} | {growth} "
        f"| {cost.slowest:.0f}: {cost.statement} |"
    )


def costs(name: str, ask: Ask) -> Iterator[tuple[str, Cost]]:
    """What it costs; of a task, what it costs again."""
    with taken_back():
        done, cost = measured(ask)
        yield f"{name}{done}", cost
        if name.startswith("task ") and not done:
            done, cost = measured(ask)
            yield f"{name}, again{done}", cost


def measured(ask: Ask) -> tuple[str, Cost]:
    """A word on how it ended, if that was not as it should, and what it cost."""
    done = ""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [PATIENCE * 900])
    with Gauge() as gauge:
        try:
            with patience():
                ask()
        except TooLong:
            done = f" (stopped after {PATIENCE} s)"
        except Exception as error:
            done = f" ({type(error).__name__})"
    return done, replace(gauge.cost, statement=gauge.cost.statement[:160])


@contextmanager
def patience() -> Iterator[None]:
    def end(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, end)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)


def tasks() -> Iterator[tuple[str, Ask]]:
    """Everything that beat rings for."""
    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        yield f"task {entry['task']}", app.tasks[entry["task"]].run


def free_times(clinic: Clinic) -> Iterator[tuple[str, Ask]]:
    """As programs ask for them, and take one."""
    option = ServiceOption.objects.filter(service__clinic=clinic)[0].public_id
    therapist = Therapist.objects.filter(clinic=clinic).latest("pk").public_id
    today = timezone.now().date()

    def days(number: int) -> dict[str, str]:
        return {"from": f"{today + timedelta(days=2)}", "to": f"{today + timedelta(days=1 + number)}"}

    yield (
        "slots, one therapist, a day",
        lambda: got(clinic, "slots", option=option, therapist=therapist, **days(1)),
    )
    yield "slots, any of 50, 14 days", lambda: got(clinic, "slots", option=option, **days(14))
    yield "slots, the next free", lambda: got(clinic, "slots/next", option=option)
    yield "hold and book", lambda: booked(clinic, option)


def got(clinic: Clinic, name: str, **query: str) -> Any:
    answer = Client().get(f"/api/v1/clinics/{clinic.slug}/{name}/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def booked(clinic: Clinic, option: str) -> None:
    slot = got(clinic, "slots/next", option=option)["slots"][0]
    held = posted(clinic, "holds", {"option": option, "starts_at": slot["starts_at"]})
    person = {"first_name": "New", "last_name": "Person", "email": "new@example.org"}
    consent = {"version": "1", "accepted": True}
    posted(clinic, "appointments", {"hold": held["token"], "patient": person, "consent": consent})


def posted(clinic: Clinic, name: str, body: dict[str, Any]) -> Any:
    path = f"/api/v1/clinics/{clinic.slug}/{name}/"
    answer = Client().post(path, body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def questions(clinic: Clinic) -> Iterator[tuple[str, Ask]]:
    """Searches as they are typed, and reports over twelve weeks and a year."""
    now = timezone.now()
    owner = User.objects.filter(memberships__clinic=clinic, memberships__role="owner")[0]
    therapist = User.objects.filter(therapists__clinic=clinic, memberships__role="therapist").latest("pk")
    for who, user in (("owner", owner), ("therapist", therapist)):
        for text in ("per", "person1234", "pat 77", "person77 pat", "nobody", "5551234", "large77@", "x@y"):
            yield (
                f"search {text!r} as {who}",
                lambda u=user, t=text: patient_list(user=u, clinic=clinic, now=now, text=t),
            )
    zone = ZoneInfo(clinic.time_zone)
    for said, days in (("12 weeks", 83), ("a year", 364)):
        span = Span(now.date() - timedelta(days=days), now.date(), zone)
        yield f"utilisation, {said}", lambda s=span: utilisation(clinic, s)
        yield f"no-shows, {said}", lambda s=span: no_shows(clinic, s)
        yield f"retention, {said}", lambda s=span: retention(clinic, s, now)
        yield f"outcomes, {said}", lambda s=span: outcomes(clinic, s)
        yield f"plans ended, {said}", lambda s=span: plans_ended(clinic, s, now)
    yield "messages not delivered", lambda: messages.undelivered(clinic=clinic, since=now)
    yield "health of the outbox", lambda: mail_health(now)
    yield "dry run of a file of people", lambda: brought(clinic, owner)


def brought(clinic: Clinic, owner: User) -> None:
    lines = [f"Some{n},One{n},some{n}@example.org,+1555{n}" for n in range(ROWS_BROUGHT)]
    text = "\n".join(["First name,Last name,Email,Phone", *lines]).encode()
    work = hand_in(clinic=clinic, user=owner, content=text, source="", now=timezone.now()).checking
    while carry_on(key=work.pk, clock=timezone.now, budget=timedelta(seconds=60)):
        pass


def checks() -> Iterator[tuple[str, Ask]]:
    """Parts of check_integrity: they walk everything, once a night."""
    now = timezone.now()
    yield "walk: overlaps", lambda: list(integrity.overlaps())
    yield "walk: history", lambda: list(integrity.unwritten_history())
    yield "walk: strangers", lambda: list(integrity.strangers())
    yield "walk: outbox", lambda: list(integrity.outbox_gaps(now))
    yield "walk: stale messages", lambda: list(integrity.stale_messages(now))
    yield "walk: signed notes", lambda: list(altered_notes())
    yield "walk: counts", lambda: [m.objects.count() for m in (Appointment, AppointmentEvent, Patient)]
