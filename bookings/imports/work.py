"""Going through a file, batch by batch: to see what would happen (a dry run), and to let it happen."""

import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from json import dumps
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError

from bookings import progress
from bookings.appointments.locks import lock_calendars
from bookings.audit import note_change
from bookings.imports.bring import bring_people, bring_visits
from bookings.imports.judge import (
    PeopleJudge,
    PersonVerdict,
    Read,
    VisitJudge,
    VisitVerdict,
    counts,
)
from bookings.imports.options import read_choices, read_house
from bookings.imports.reading import Line, read_lines
from bookings.imports.rows import Reader, Refused, VisitRow
from bookings.imports.shapes import Shape, recognise
from bookings.models import Import, ImportProblem, LongWork
from bookings.transactions import CalendarBusy, action

log = structlog.get_logger(__name__)
BATCH = {"patients": 500, "visits": 200}
# A dry run writes little: its batches are larger.
CHECKED_AT_ONCE = 2000
LAST = "9999"


def carry_on(*, key: int, clock: Callable[[], datetime], budget: timedelta) -> bool:
    """Do a long work for as long as `budget`; whether there is more to do. Any worker may call it at any time."""
    work = progress.claim(key, clock())
    if work is None:
        return False
    until = clock() + budget
    try:
        through = _Through(work, clock())
        while through.batch(now=clock()):
            if clock() >= until:
                progress.let_go(key)
                return True
    except ObjectDoesNotExist:
        log.info("import_taken_back", work=key)
    except (OperationalError, CalendarBusy) as error:
        # The database or the calendars had no time: once the lease is over, the sweep goes on after the last batch.
        log.warning("import_interrupted", work=key, error=type(error).__name__)
    except Exception as error:
        _fail(key=key, now=clock())
        # Where, not what: an error of the database repeats the row that it is about.
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("import_failed", work=key, error=type(error).__name__, at=f"{place.name}:{place.lineno}")
    return False


class _Through:
    """One worker's way through one file."""

    def __init__(self, work: LongWork, now: datetime) -> None:
        self.work, self.is_dry = work, work.kind == LongWork.Kind.IMPORT_CHECK
        rows = Import.objects.select_related("clinic__policy")
        self.of = rows.get(checking=work) if self.is_dry else rows.get(running=work)
        # Of a dry run nothing is left but what it saw: it is taken up from the start.
        self.at = 0 if self.is_dry else work.done
        self.size = CHECKED_AT_ONCE if self.is_dry else BATCH[self.of.what]
        self.shape, self.rows = _read(self.of, now)
        self.house = read_house(self.of.clinic)
        self.choices = read_choices(self.of.options, self.house)
        # A dry run writes nothing and remembers the rows above; a run asks the database each time, where they are by then.
        self.dry_judge = self._make_judge() if self.is_dry else None
        self.counts: Counter[str] = Counter({} if self.is_dry else self.of.summary.get("brought", {}))
        self.of.content = None

    def _make_judge(self) -> PeopleJudge | VisitJudge:
        if self.of.what == Import.What.PATIENTS:
            return PeopleJudge(self.of.clinic, self.of.source)
        return VisitJudge(self.of.clinic, self.of.source, self.shape, self.house, self.choices)

    def batch(self, *, now: datetime) -> bool:
        """The next rows, in a transaction of their own; False if there is nothing more to do, or not for this worker."""
        return self._batch(now=now, begins_at=self.at, brought=Counter(self.counts))

    @action
    def _batch(self, *, now: datetime, begins_at: int, brought: "Counter[str]") -> bool:
        """Run again if the database asks for it: what it counts begins from `brought` each time."""
        work = progress.lock(self.work.pk)
        if self.is_dry and begins_at == 0 and work.done:
            work.done = 0
            self.of.problems.all().delete()
        if work.is_over or work.done != begins_at:
            return False
        if work.stop_asked_at:
            self._end(work, LongWork.State.STOPPED, now)
            return False
        reads = self.rows[begins_at : begins_at + self.size]
        if reads:
            verdicts = self._judged(reads, now)
            brought.update(counts(verdicts))
            _keep_problems(self.of, verdicts)
            progress.advance(work, len(reads), now)
            self.of.summary = {**self.of.summary, "found" if self.is_dry else "brought": dict(brought)}
            self.of.save(update_fields=["summary"])
        self.at, self.counts = begins_at + len(reads), brought
        if self.at >= len(self.rows):
            self._end(work, LongWork.State.DONE, now)
            return False
        return True

    def _judged(self, reads: Sequence[Read], now: datetime) -> Sequence[PersonVerdict | VisitVerdict]:
        """In a run: lock, read, judge, write."""
        if self.dry_judge:
            return self.dry_judge.judge(reads, now)
        if self.of.what == Import.What.VISITS:
            self._lock_calendars()
        judge = self._make_judge()
        if isinstance(judge, PeopleJudge):
            people = judge.judge(reads, now)
            bring_people(self.of, people, now)
            return people
        with_reminders = self.choices.with_reminders
        return bring_visits(self.of, self.house, judge.judge(reads, now), now, with_reminders=with_reminders)

    def _lock_calendars(self) -> None:
        therapists = {one.pk for one in self.choices.therapists.values()}
        lock_calendars(
            therapists=therapists, rooms={room for rooms in self.house.rooms.values() for room in rooms}
        )

    def _end(self, work: LongWork, state: LongWork.State, now: datetime) -> None:
        progress.finish(work, state, now)
        if not self.is_dry:
            close(self.of, state, now)


def close(of: Import, state: LongWork.State, now: datetime) -> None:
    """After the last batch: the file goes when all of it is in; a line in the log says what became of it."""
    if state == LongWork.State.DONE:
        of.content = None
        of.save(update_fields=["content"])
    note_change(of.clinic, f"import_{state}", "import", of.public_id, user=of.user, now=now)


@action
def _fail(*, key: int, now: datetime) -> None:
    progress.finish(progress.lock(key), LongWork.State.FAILED, now)


def _read(of: Import, now: datetime) -> tuple[Shape, list[Read]]:
    """All rows, read; visits in order of time, so that a batch looks at one stretch of the calendar."""
    shape, lines = recognise(read_lines(bytes(of.content or b"")), of.source)
    today = now.astimezone(ZoneInfo(of.clinic.time_zone)).date()
    reader = Reader(shape, of.options.get("order") or "iso", today)
    reads: list[Read] = [(line, _row(reader, line)) for line in lines]
    if of.what == Import.What.VISITS:
        reads.sort(key=_time)
    return shape, reads


def _row(reader: Reader, line: Line) -> Any:
    try:
        return reader.person(line) if reader.shape.what == "patients" else reader.visit(line)
    except Refused as why:
        return why


def _time(read: Read) -> tuple[str, int]:
    line, row = read
    if not isinstance(row, VisitRow):
        return LAST, line.number
    at = row.starts
    return (at.instant or datetime.combine(at.day, at.clock or time(), UTC)).isoformat(), line.number


def _keep_problems(of: Import, verdicts: Sequence[PersonVerdict | VisitVerdict]) -> None:
    ImportProblem.objects.bulk_create(
        (
            ImportProblem(
                of=of, row=one.line.number, column=one.why.column[:120], code=one.why.code,
                cells=dumps(one.line.cells),
            )
            for one in verdicts
            if one.outcome == "refused" and one.why
        ),
        batch_size=500,
    )  # fmt: skip
