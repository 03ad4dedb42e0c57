"""Files and hands for the tests of imports."""

from datetime import datetime, timedelta
from pathlib import Path

from bookings import tasks
from bookings.imports import begin
from bookings.models import Clinic, Import, LongWork, User

FILES = Path(__file__).parent / "files"


def fixture(name: str) -> bytes:
    return (FILES / f"{name}.csv").read_bytes()


def people_csv(count: int, first: int = 1) -> bytes:
    """That many people, each with an id, a name, an address and a number of their own."""
    rows = [
        f"{n},Pat{n},Tester{n},pat{n}@example.org,+1 202 555 {n:04d}" for n in range(first, first + count)
    ]
    return "\n".join(["id,first_name,last_name,email,phone", *rows]).encode()


def visits_csv(*rows: str) -> bytes:
    """Rows of the plain shape: id, patient_id, patient, therapist, service, starts_at, minutes, status."""
    return "\n".join(["id,patient_id,patient,therapist,service,starts_at,minutes,status", *rows]).encode()


def work_off(work: LongWork) -> LongWork:
    """What a worker does, until it is done."""
    for _turn in range(50):
        tasks.do_long_work(work.pk)
        work.refresh_from_db()
        if work.is_over:
            return work
    raise AssertionError(f"never over: {work}")


def hand_in(clinic: Clinic, owner: User, content: bytes, now: datetime, source: str = "") -> Import:
    """Handed in and looked through."""
    made = begin.hand_in(clinic=clinic, user=owner, content=content, source=source, now=now)
    work_off(made.checking)
    return fresh(made)


def let_in(brought: Import, now: datetime, **wishes: bool) -> Import:
    """Brought in to the end."""
    work_off(begin.let_in(brought=brought, user=brought.user, now=now, **wishes))
    return fresh(brought)


def fresh(brought: Import) -> Import:
    return Import.objects.with_file().get(pk=brought.pk)


def one_batch(work: LongWork, clock: datetime) -> None:
    """A worker that does one batch and gives the work back, as if its half minute were over."""
    from bookings.imports.work import carry_on

    carry_on(key=work.pk, clock=lambda: clock, budget=timedelta(0))
    work.refresh_from_db()
