"""Every row that hangs on a patient, found along the foreign keys: a new table is found without anybody adding it."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from bookings.models import AccessRecord, Patient

# The log keeps the lines about a record that is gone; people lead to other people.
NOT_FOLLOWED: frozenset[type[models.Model]] = frozenset({AccessRecord, Patient})
Hanging = dict[type[models.Model], set[Any]]


def rows_hanging_on(patients: Iterable[Patient]) -> Hanging:
    """Primary keys by model, everything that could not stand without these patients. A query for each foreign key."""
    found: Hanging = {}
    waiting: list[tuple[type[models.Model], set[Any]]] = [(Patient, {patient.pk for patient in patients})]
    while waiting:
        model, keys = waiting.pop()
        for key in foreign_keys_to(model):
            rows = key.model._base_manager.filter(**{f"{key.name}__in": keys})
            new = set(rows.values_list("pk", flat=True)) - found.setdefault(key.model, set())
            if new:
                found[key.model] |= new
                waiting.append((key.model, new))
    return {model: keys for model, keys in found.items() if keys}


def foreign_keys_to(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    """Those of other tables, hidden ones and those of tables between two included."""
    relations = model._meta.get_fields(include_hidden=True)
    return [
        relation.field
        for relation in relations
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in NOT_FOLLOWED
    ]


def leaves_first(found: Hanging) -> list[type[models.Model]]:
    """The models in an order in which their rows can be deleted."""
    left, order = set(found), []
    while left:
        held = {
            key.related_model for model in left for key in _keys_of(model) if key.related_model is not model
        }
        free = sorted(left - held, key=lambda model: str(model._meta.label))
        if not free:
            raise RuntimeError("Tables that hang on each other: " + ", ".join(sorted(map(str, left))))
        order += free
        left -= set(free)
    return order


def _keys_of(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
