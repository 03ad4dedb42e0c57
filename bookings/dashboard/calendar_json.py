"""A calendar as JSON for the page's script. Times are what the wall shows, so that no script knows time zones."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bookings import wording
from bookings.appointments.board import Board, Column, Entry
from bookings.dashboard.calendar_choice import Choice, View
from bookings.models import ServiceOption


def board_json(board: Board, choice: Choice, now: datetime) -> dict[str, Any]:
    """Columns, visits and shades of the chosen view; `from` and `until` are minutes after midnight."""
    zone = board.span.zone
    is_rooms = choice.view == View.ROOMS
    start, end = board.minutes()
    return {
        "now": _wall(now, zone),
        "from": start,
        "until": end,
        "columns": [_column(one) for one in (board.rooms if is_rooms else board.people)],
        "visits": [_visit(entry, zone) for entry in board.entries],
        "shades": list(_shades(board, zone, of_rooms=is_rooms)),
        "is_cut": board.is_cut,
    }


def lengths_json(options: Iterable[ServiceOption]) -> dict[str, list[dict[str, Any]]]:
    """The lengths of each service, the shortest first."""
    lengths: dict[str, list[dict[str, Any]]] = {}
    for option in options:
        lengths.setdefault(option.service.public_id, []).append(
            {
                "id": option.public_id,
                "minutes": option.minutes,
                "price": wording.money(option.price, option.currency),
            }
        )
    return lengths


def _column(column: Column) -> dict[str, str]:
    return {"id": column.public_id, "name": column.name, "note": column.note}


def _visit(entry: Entry, zone: ZoneInfo) -> dict[str, Any]:
    flags = {
        "busy": entry.is_busy_only,
        "movable": entry.is_movable,
        "plan": entry.is_of_plan,
        "first": entry.is_first_visit,
        "confirmed": entry.is_confirmed and not entry.is_busy_only,
        "offered": entry.is_offered,
    }
    return {
        "id": entry.public_id,
        "revision": entry.revision,
        "start": _wall(entry.starts_at, zone),
        "end": _wall(entry.ends_at, zone),
        "from": _wall(entry.occupies_from, zone),
        "until": _wall(entry.occupies_until, zone),
        "status": entry.status,
        "label": entry.status_label,
        "therapist": entry.therapist_id,
        "with": entry.therapist,
        "room": entry.room_id,
        "place": entry.room,
        "patient": entry.patient,
        "service": entry.service_id,
        "treatment": entry.service,
        "option": entry.option_id,
        **{name: True for name, is_set in flags.items() if is_set},
    }


def _shades(board: Board, zone: ZoneInfo, *, of_rooms: bool) -> Iterator[dict[str, str]]:
    for column, shade in board.shades(of_rooms=of_rooms):
        yield {
            "kind": shade.kind.value,
            "column": column.public_id,
            "start": _wall(shade.starts_at, zone),
            "end": _wall(shade.ends_at, zone),
        }


def _wall(at: datetime, zone: ZoneInfo) -> str:
    """2026-11-24T09:30"""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
