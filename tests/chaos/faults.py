"""What is done to the house. Each fault ends with everything standing again, or coming back by itself."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

import psycopg
from redis import Redis

from config.embedded.postgres import Postgres
from tests.chaos import failpoints
from tests.chaos.house import SENDERS, House, eventually
from tests.chaos.load import Person

PROMPT = 30.0


@dataclass(frozen=True, slots=True)
class Fault:
    """`copies`: how many letters may come twice because of it, at most, always with the same Message-ID."""

    name: str
    inject: Callable[[House, Person], None]
    copies: int = 0


def all_faults(postgres: Postgres | None, away: float = 3.0) -> list[Fault]:
    """Every fault; those that stop PostgreSQL only if it is ours to stop. `away`: seconds that servers are gone."""
    faults = [*killed_senders(), *killed_beats(), *killed_webs(), *redis_faults(away), *mail_faults(away)]
    faults += [
        Fault("three beats at once", lambda house, person: three_beats(house, away)),
        Fault("workers of an older version", lambda house, person: older_workers(house, away)),
        Fault("database connections cut", cut_connections, copies=SENDERS),
    ]
    return faults + (postgres_faults(postgres, away) if postgres else [])


def killed_senders() -> list[Fault]:
    """A worker that is one process, a child of one with a pool of processes, and that one itself."""
    faults = []
    for point, (role, victim) in product(
        failpoints.SENDER, [("threads", "self"), ("prefork", "self"), ("prefork", "parent")]
    ):
        who = (
            {"threads": "worker", "prefork": "worker's child"}[role]
            if victim == "self"
            else "worker's parent"
        )
        copies = SENDERS if point == failpoints.WINDOW else SENDERS - 1
        faults.append(Fault(f"{who} killed: {point}", _at(role, point, victim), copies))
    return faults


def killed_beats() -> list[Fault]:
    return [Fault(f"beat killed: {point}", _at("beat", point)) for point in failpoints.BEAT]


def killed_webs() -> list[Fault]:
    return [Fault(f"web killed: {point}", _at("web", point)) for point in failpoints.WEB]


def _at(role: str, point: str, victim: str = "self") -> Callable[[House, Person], None]:
    def inject(house: House, person: Person) -> None:
        failpoints.arm(house.folder, role, point, victim)
        end = time.monotonic() + PROMPT
        while not failpoints.has_gone_off(house.folder, role, point) and time.monotonic() < end:
            person.book()  # whoever dies has something to do
        failpoints.disarm(house.folder, role, point)
        assert time.monotonic() < end, f"nobody came by: {role}, {point}"

    return inject


def redis_faults(away: float) -> list[Fault]:
    def emptied(house: House, person: Person) -> None:
        for _ in range(5):
            with Redis.from_url(house.redis.url) as redis:
                redis.flushall()
            person.book()

    def restarted(house: House, person: Person) -> None:
        house.redis.stop()
        house.redis.start()

    def gone(house: House, person: Person) -> None:
        house.redis.stop()
        book_for(person, away)
        house.redis.start()

    def full(house: House, person: Person) -> None:
        with Redis.from_url(house.redis.url) as redis:
            redis.config_set("maxmemory", 1)
            book_for(person, away)
            redis.config_set("maxmemory", 0)

    return [
        Fault("Redis emptied five times", emptied),
        Fault("Redis restarted", restarted),
        Fault("Redis away", gone),
        Fault("Redis full", full),
    ]


def mail_faults(away: float) -> list[Fault]:
    def in_mood(mood: str) -> Callable[[House, Person], None]:
        def inject(house: House, person: Person) -> None:
            house.mood(mood)
            book_for(person, away)
            house.mood("ok")

        return inject

    def down(house: House, person: Person) -> None:
        house.kill("mail")
        book_for(person, away)
        house.start("mail")

    moods = ("450", "421", "550", "silent at banner", "silent at DATA", "silent after dot")
    return [
        *(Fault(f"mail server: {mood}", in_mood(mood)) for mood in moods),
        # Each sender loses the yes at most once or twice before it gives the server a rest.
        Fault("mail server: yes lost", in_mood("yes lost"), copies=2 * SENDERS * max(int(away), 1)),
        Fault("mail server down", down, copies=SENDERS),
    ]


def book_for(person: Person, seconds: float) -> None:
    """Visits, and with each a message that is due at once, while something is wrong."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        person.book()
        time.sleep(0.3)


def three_beats(house: House, seconds: float) -> None:
    for name in ("beat 2", "beat 3"):
        house.start(name)
    time.sleep(seconds + 2)
    for name in ("beat 2", "beat 3"):
        house.kill(name)


def older_workers(house: House, seconds: float) -> None:
    """For a while nobody knows what a reminder is; each is still waiting, untouched, when somebody does."""
    house.kill("prefork")
    house.replace("threads", **{failpoints.WITHOUT_KIND: "reminder"})
    time.sleep(seconds + 4)
    house.start("prefork")
    house.replace("threads")


def cut_connections(house: House, person: Person) -> None:
    for _ in range(5):
        house.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        person.book()


def postgres_faults(postgres: Postgres, away: float) -> list[Fault]:
    def restarted(house: House, person: Person) -> None:
        with _booking(person):
            postgres.stop()
            time.sleep(away)
            postgres.start()

    def killed(house: House, person: Person) -> None:
        with _booking(person):
            _kill_postgres()

    def _kill_postgres() -> None:
        pid = int((postgres.data / "postmaster.pid").read_text().split("\n")[0])
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: not postgres.answers(), PROMPT)
        postgres.start()

    def crowded(house: House, person: Person) -> None:
        with _booking(person), _all_connections(house):
            time.sleep(away)

    return [
        Fault("PostgreSQL restarted", restarted, copies=SENDERS),
        Fault("PostgreSQL killed", killed, copies=SENDERS),
        Fault("no database connection left", crowded, copies=SENDERS),
    ]


@contextmanager
def _booking(person: Person) -> Iterator[None]:
    """Somebody books all the while, and is not put off by a 503."""
    with ThreadPoolExecutor(1) as pool:
        booked = pool.submit(person.book)
        yield
        booked.result()


@contextmanager
def _all_connections(house: House) -> Iterator[None]:
    """Those that the service has are cut, and every place is taken before it can come back."""
    taken: list[psycopg.Connection] = []
    try:
        for _ in range(2):
            while True:
                try:
                    taken.append(psycopg.connect(house.database_url, autocommit=True))
                except psycopg.OperationalError:
                    break
            ours = [line.info.backend_pid for line in taken]
            taken[0].execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND pid <> ALL(%s)", (ours,),
            )  # fmt: skip
            time.sleep(0.2)
        yield
    finally:
        for line in taken:
            line.close()
