"""Words of people everywhere in the database are made hostile: names, reasons, notes, what is inside of JSON.

What only the machine reads (codes, addresses, keys, zones) stays as it is, so that pages still have something to show.
"""

import json
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DataError, IntegrityError, models, transaction

from tests.hostile.corpus import ENTRY, FORMULA, HEADER, SIGNS, TAG, TEMPLATE, TYPST
from tests.notifications.planting import look_away

# The shortest first: what does not fit is cut.
PIECES = (FORMULA[:30], TAG, TEMPLATE, TYPST, HEADER, ENTRY, SIGNS)
# Words of people though they have no space in them, or may be empty.
NAMES = {
    "name",
    "first_name",
    "last_name",
    "title",
    "description",
    "address",
    "message_alias",
    "activity",
    "heading",
}
MACHINE = {
    "email", "recipient", "slug", "time_zone", "language", "region", "url", "why", "key_hash", "content_hash", "feed_token",
    "token", "path", "user_agent", "phone", "media_type", "sha256", "dedupe_key", "message_id", "secret", "currency", "country",
}  # fmt: skip


def spoil() -> list[str]:
    """The fields that were spoilt, in every row of both floors. Triggers and checks look away."""
    spoilt = []
    with look_away():
        for label in ("notes", "bookings"):
            for model in apps.get_app_config(label).get_models():
                for one in model._meta.concrete_fields:
                    if _is_of_words(one) and _spoil_column(model, one):
                        spoilt.append(f"{model.__name__}.{one.name}")
    return spoilt


def hostile(most: int | None, number: int) -> str:
    """Begins with another piece each time, so that each gets its turn in fields that hold one only."""
    turn = number % len(PIECES)
    return " ".join([*PIECES[turn:], *PIECES[:turn]])[:most]


def _is_of_words(one: Any) -> bool:
    if isinstance(one, ArrayField):
        return _is_of_words(one.base_field) and not one.base_field.choices
    is_text = isinstance(one, models.CharField | models.TextField) and (one.max_length or 99) >= 20
    is_json = isinstance(one, models.JSONField)
    return (is_text or is_json) and not one.choices and not one.unique and one.name not in MACHINE


def _spoil_column(model: Any, one: Any) -> int:
    changed = 0
    for number, (pk, value) in enumerate(model._base_manager.values_list("pk", one.attname)):
        worse = _worse(value, one, number)
        if worse != value:
            try:
                with transaction.atomic():
                    changed += model._base_manager.filter(pk=pk).update(**{one.attname: worse})
            except (IntegrityError, DataError):
                continue
    return changed


def _worse(value: Any, one: Any, number: int) -> Any:
    if isinstance(value, str) and isinstance(one, models.Field):
        try:
            held = json.loads(value)
        except ValueError:
            held = None
        if isinstance(held, dict | list):
            return json.dumps(_inside(held, number))
        is_prose = " " in value.strip() or one.name in NAMES
        return hostile(one.max_length, number) if value and is_prose else value
    return _inside(value, number)


def _inside(value: Any, number: int) -> Any:
    if isinstance(value, dict):
        return {name: _inside(inner, number) for name, inner in value.items()}
    if isinstance(value, list):
        return [_inside(inner, number) for inner in value]
    return hostile(120, number) if isinstance(value, str) and " " in value.strip() else value
