"""The content of the database without primary keys, to compare two loads."""

from typing import Any

from django.apps import apps
from django.db.models import Model

# Given by the database's own clock.
BY_THE_CLOCK = {
    "bookings.Clinic": ("created_at",),
    "bookings.User": ("date_joined",),
    "notes.ExercisePrescription": ("created_at",),
}


def told() -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every model of ours, by label, in an order that does not depend on keys."""
    models = [*apps.get_app_config("bookings").get_models(), *apps.get_app_config("notes").get_models()]
    names: dict[tuple[str, Any], str] = {}
    for model in models:
        for row in model._default_manager.all():
            names[model._meta.label, row.pk] = _name(row)
    return {
        model._meta.label: sorted((_row(row, names) for row in model._default_manager.all()), key=repr)
        for model in models
    }


def _name(row: Model) -> str:
    for field in ("public_id", "email", "slug"):
        if hasattr(row, field):
            return str(getattr(row, field))
    return type(row).__name__


def _row(row: Model, names: dict[tuple[str, Any], str]) -> tuple[Any, ...]:
    values = []
    for field in row._meta.concrete_fields:
        if field.name in BY_THE_CLOCK.get(row._meta.label, ()) or (
            field.primary_key and not field.is_relation
        ):
            continue
        value = getattr(row, field.attname)
        if field.is_relation and value is not None:
            value = names[field.related_model._meta.label, value]
        values.append((field.name, value))
    return tuple(values)
