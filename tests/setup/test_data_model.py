"""docs/data-model.md knows every row that there is, and no other."""

import re
from pathlib import Path

from django.apps import apps

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "data-model.md").read_text()


def test_the_tables_name_every_model() -> None:
    cells = re.findall(r"^\| ([A-Z][\w, ]+) \|", PAGE, re.MULTILINE)
    named = [name for cell in cells for name in cell.split(", ")]
    models = {
        model.__name__ for label in ("bookings", "notes") for model in apps.get_app_config(label).get_models()
    }
    assert set(named) == models
    assert len(named) == len(set(named))


def test_the_drawing_joins_what_is_joined() -> None:
    models = {
        model.__name__: model
        for label in ("bookings", "notes")
        for model in apps.get_app_config(label).get_models()
    }
    joins = re.findall(r"^  (\w+) \S+ (\w+) :", PAGE, re.MULTILINE)
    assert len(joins) > 25
    for one, other in joins:
        assert other in {
            field.related_model.__name__
            for field in models[one]._meta.get_fields()
            if field.is_relation and field.related_model
        }, (one, other)
