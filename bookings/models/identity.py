"""Opaque public identifiers and link tokens."""

import secrets
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField
from django.db import models
from django.db.models.functions import Cast
from django.utils.crypto import constant_time_compare, salted_hmac

# No vowels and no look-alikes: never a word, easy to read over the phone. 16 of 28 signs: 77 bits.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
CHANCE = secrets.SystemRandom()
M = TypeVar("M", bound=models.Model)


def new_public_id() -> str:
    return "".join(CHANCE.choices(ALPHABET, k=16))


def new_token() -> str:
    """A secret for a link: 192 bits."""
    return secrets.token_urlsafe(24)


def key_of(public_id: str, purpose: str) -> str:
    """The secret of a link to one row: its public id and a keyed hash of it. Only the link holds the whole."""
    return f"{public_id}-{_seal(public_id, purpose)}"


def public_id_in(key: str, purpose: str) -> str:
    """The public id in a key of `key_of`; empty if the hash does not fit it."""
    public_id, _, seal = key.partition("-")
    return public_id if constant_time_compare(seal, _seal(public_id, purpose)) else ""


def code_of(public_id: str, purpose: str) -> str:
    """Six digits for one row, to be typed. Only good where somebody counts the tries."""
    return f"{int(_seal(public_id, purpose), 16) % 10**6:06d}"


def _seal(public_id: str, purpose: str) -> str:
    return salted_hmac(purpose, public_id, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


class PublicModel(models.Model):
    """A row that the outside may name."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True


class TimestampRange(models.Func):
    """tstzrange over two timestamp columns, half-open."""

    function = "TSTZRANGE"

    def __init__(self, start: str, end: str, **extra: Any) -> None:
        super().__init__(start, end, models.Value("[)"), output_field=DateTimeRangeField(), **extra)


class SameKey(models.Func):
    """A bigint column as a range of one number: equality as overlap, so GiST needs no extension.

    An empty column would become the range of all numbers: exclude NULL in the constraint's condition.
    """

    function = "INT8RANGE"

    def __init__(self, column: str, **extra: Any) -> None:
        key = Cast(column, models.BigIntegerField())
        super().__init__(key, key, models.Value("[]"), output_field=BigIntegerRangeField(), **extra)
