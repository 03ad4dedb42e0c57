"""What an owner does with a file: hand it in, say who is who, let it in, stop it, take it away."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from bookings import progress
from bookings.audit import note_change
from bookings.errors import DomainError
from bookings.imports import wording
from bookings.imports.options import MOST_NAMES, guesses, read_house, usual_order
from bookings.imports.reading import Line, Unreadable, read_lines
from bookings.imports.rows import order_in
from bookings.imports.shapes import Shape, recognise
from bookings.imports.work import close
from bookings.models import Clinic, Import, LongWork, User
from bookings.transactions import action

KEPT = timedelta(days=1)
Kind, State = LongWork.Kind, LongWork.State


class NotATable(DomainError):
    """The file cannot be read as one that this clinic could bring along."""

    code = "not_a_table"
    field = "file"


class NotReady(DomainError):
    """Something has to be said first, or another file is being brought in."""

    code = "not_ready"


@action
def hand_in(*, clinic: Clinic, user: User, content: bytes, source: str, now: datetime) -> Import:
    """Keep the file, sealed, for a day, and look through it: nothing else is written. Raises NotATable."""
    try:
        shape, lines = recognise(read_lines(content), source)
    except Unreadable as why:
        raise NotATable(wording.unreadable(why.code)) from why
    if not lines:
        raise NotATable(wording.unreadable("no_rows"))
    names = _names(shape, lines)
    order = order_in(shape, lines)
    options = {"order": order or usual_order(clinic), **guesses(names, read_house(clinic))}
    summary = {
        "names": names,
        "left": list(shape.left)[:60],
        "asks_order": not order,
        "columns": _columns(shape),
        "header": list(shape.header.cells),
    }
    brought = Import.objects.create(
        clinic=clinic, user=user, source=shape.source, what=shape.what, rows=len(lines), content=content,
        options=options, summary=summary, keep_until=now + KEPT,
        checking=progress.begin(clinic=clinic, user=user, kind=Kind.IMPORT_CHECK, total=len(lines)),
    )  # fmt: skip
    _log(brought, user, "import_handed_in", now)
    return brought


@action
def look_again(*, brought: Import, options: Mapping[str, Any], user: User, now: datetime) -> None:
    """The same file once more, with other answers. Raises NotReady."""
    row = _lock(brought)
    if not row.has_file or row.running_id:
        raise NotReady(_("This file is not here any more, or is being brought in."))
    before = row.checking
    row.options = {**row.options, **options}
    row.summary = {**row.summary, "asks_order": row.summary.get("asks_order") and "order" not in options}
    row.summary.pop("found", None)
    row.checking = progress.begin(clinic=row.clinic, user=user, kind=Kind.IMPORT_CHECK, total=row.rows)
    row.keep_until = now + KEPT
    row.problems.all().delete()
    row.save(update_fields=["options", "summary", "checking", "keep_until"])
    before.delete()


@action
def let_in(*, brought: Import, user: User, now: datetime, with_reminders: bool = False) -> LongWork:
    """Bring in what the dry run found, or go on where it was stopped. Raises NotReady."""
    row = _lock(brought)
    before = row.running
    if not row.has_file or (before and before.state not in (State.STOPPED, State.FAILED)):
        raise NotReady(_("This file is not here any more, or is being brought in."))
    if row.checking.state != State.DONE:
        raise NotReady(_("The file is still being looked through."))
    if row.summary.get("asks_order"):
        raise NotReady(_("Please say first how dates are written in this file."))
    try:
        row.running = progress.begin(
            clinic=row.clinic,
            user=user,
            kind=Kind.IMPORT_RUN,
            total=row.rows,
            done=before.done if before else 0,
        )
    except IntegrityError as error:
        raise NotReady(_("Another file is being brought in. Please wait until it is done.")) from error
    if before is None:
        row.options = {**row.options, "reminders": with_reminders}
        row.problems.all().delete()
    row.keep_until = now + KEPT
    row.save(update_fields=["running", "options", "keep_until"])
    if before:
        before.delete()
    _log(row, user, "import_begun", now)
    return row.running


@action
def stop(*, work: LongWork, now: datetime) -> LongWork:
    """Stop before the next batch; at once if nobody is at it."""
    row = progress.ask_to_stop(work, now)
    brought = Import.objects.with_file().filter(running=row).first()
    if brought and row.state == State.STOPPED:
        close(brought, State.STOPPED, now)
    return row


@action
def take_away(*, brought: Import, user: User, now: datetime) -> None:
    """The file and its refused rows go; what came in stays. Raises NotReady while it is being brought in."""
    row = _lock(brought)
    if row.running and not row.running.is_over:
        raise NotReady(_("Please stop it first."))
    _forget([row.pk])
    progress.ask_to_stop(row.checking, now)
    _log(row, user, "import_taken_away", now)


def tidy(*, now: datetime) -> int:
    """Files and refused rows whose day is over go, save those that are being brought in; how many files."""
    busy = LongWork.objects.filter(kind=Kind.IMPORT_RUN, state__in=[State.WAITING, State.RUNNING])
    over = Import.objects.filter(keep_until__lte=now).exclude(running__in=busy)
    keys = list(over.filter(content__isnull=False).values_list("pk", flat=True))
    keys += over.filter(content=None, problems__isnull=False).distinct().values_list("pk", flat=True)
    return _tidy(keys=keys) if keys else 0


@action
def _tidy(*, keys: list[int]) -> int:
    _forget(keys)
    return len(keys)


def _forget(keys: list[int]) -> None:
    rows = Import.objects.filter(pk__in=keys)
    rows.update(content=None)
    for row in rows.only("pk"):
        row.problems.all().delete()


def _lock(brought: Import) -> Import:
    """The row as it stands, without the file."""
    Import.objects.select_for_update(no_key=True).only("pk").get(pk=brought.pk)
    return Import.objects.with_file().get(pk=brought.pk)


def _log(brought: Import, user: User, verb: str, now: datetime) -> None:
    note_change(brought.clinic, verb, "import", brought.public_id, user=user, now=now)


def _names(shape: Shape, lines: Sequence[Line]) -> dict[str, list[str]]:
    """The names of therapists, services and places in a file of visits, in the order in which they come."""
    found: dict[str, list[str]] = {}
    if shape.what != "visits":
        return found
    for what, field in (("therapists", "therapist"), ("services", "service"), ("places", "place")):
        place = shape.columns.get(field, (None,))[0]
        if place is not None:
            cells = (line.cells[place][:200] for line in lines if place < len(line.cells))
            found[what] = [name for name in dict.fromkeys(cells) if name][:MOST_NAMES]
    return found


def _columns(shape: Shape) -> dict[str, str]:
    return {field: shape.name_of(field) for field in shape.columns}
