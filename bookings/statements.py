"""Statements that run for every listing, booking and letter: built once, planned once a connection, counted like any query.

Building one anew each time takes the ORM longer than PostgreSQL needs to run it. What is read are rows of the models,
what is written has passed their fields (so encrypted columns stay so), and errors are Django's own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import DatabaseDefault

M = TypeVar("M", bound=models.Model)
Model = type[models.Model]
Fields = tuple[Any, ...]


class _Prepared(psycopg.Cursor[Any]):
    """Binds in the server and keeps the plan with the connection (as far as DB_PREPARE allows)."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> "_Prepared":
        return super().execute(query, params, prepare=True, binary=True)


def ask(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows. Errors, counting and logging are those of any query of Django's."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: Any = _Prepared(connection.connection)
    with (
        connection.make_debug_cursor(raw)
        if connection.queries_logged
        else connection.make_cursor(raw) as cursor
    ):
        cursor.execute(statement, values)
        return list(cursor.fetchall())


@lru_cache
def columns_of(*tables: Model) -> str:
    """What to SELECT for `rows_of`; the tables go by their own names in the statement."""
    return ", ".join(
        f'"{table._meta.db_table}"."{field.column}"' for table in tables for field in _kept(table)
    )


def rows_of(tables: Sequence[Model], columns: Sequence[Any]) -> list[Any]:
    """One row of each model out of one of the answer; None where an outer join found none. JSON columns are not read."""
    found: list[Any] = []
    start = 0
    for table in tables:
        fields = _kept(table)
        values = columns[start : start + len(fields)]
        start += len(fields)
        found.append(_row(table, fields, values) if values[0] is not None else None)
    return found


def _row(table: type[M], fields: Fields, values: Sequence[Any]) -> M:
    read = [
        field.from_db_value(value, None, None) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, values, strict=True)
    ]
    return table.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], read)


def save(row: models.Model) -> None:
    """Write a row as it is, new or not; what the database made of a new one (its key, its defaults) is set.

    Raises DoesNotExist if a row that was read is not there any more.
    """
    if not row._state.adding:
        _change(row)
        return
    fields = _given(row)
    (made,) = ask(_inserting(type(row), fields), _values(row, fields))
    for field, value in zip(row._meta.db_returning_fields, made, strict=True):
        setattr(row, field.attname, value)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_unknown(rows: Iterable[models.Model]) -> None:
    """Keep those rows of one model that no constraint knows already; their keys are not set. However many, one statement.

    For columns that JSON can tell: text, numbers, instants, lists.
    """
    for fields, alike in groupby(rows, _given):
        some = list(alike)
        told = [
            dict(zip((field.column for field in fields), _values(row, fields), strict=True)) for row in some
        ]
        ask(_inserting_unknown(type(some[0]), fields), [json.dumps(told, default=_told)])


@lru_cache
def _kept(table: Model) -> Fields:
    return tuple(table._meta.concrete_fields)


def _given(row: models.Model) -> Fields:
    """Without a key to come, and what is left to the database."""
    return tuple(
        field
        for field in _kept(type(row))
        if not isinstance(value := getattr(row, field.attname), DatabaseDefault)
        and not (field.primary_key and value is None)
    )


def _values(row: models.Model, fields: Fields) -> list[Any]:
    connection = connections[DEFAULT_DB_ALIAS]
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


def _told(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value)} cannot be told in JSON")


@lru_cache
def _inserting(table: Model, fields: Fields) -> str:
    places, made = ", ".join(["%s"] * len(fields)), _names(table._meta.db_returning_fields)
    return f'INSERT INTO "{table._meta.db_table}" ({_names(fields)}) VALUES ({places}) RETURNING {made}'  # noqa: S608


@lru_cache
def _inserting_unknown(table: Model, fields: Fields) -> str:
    name, columns = table._meta.db_table, _names(fields)
    rows = f'SELECT {columns} FROM jsonb_populate_recordset(NULL::"{name}", %s::jsonb)'  # noqa: S608
    return f'INSERT INTO "{name}" ({columns}) {rows} ON CONFLICT DO NOTHING RETURNING 1'


def _names(fields: Iterable[Any]) -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


def _change(row: models.Model) -> None:
    fields = tuple(field for field in _given(row) if not field.primary_key)
    if not ask(_updating(type(row), fields), [*_values(row, fields), row.pk]):
        raise type(row).DoesNotExist  # type: ignore[attr-defined]


@lru_cache
def _updating(table: Model, fields: Fields) -> str:
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    key = f'"{table._meta.pk.column}"'
    return f'UPDATE "{table._meta.db_table}" SET {columns} WHERE {key} = %s RETURNING {key}'  # noqa: S608
