"""A second clinic with a chart of its own, all of whose names say that they are foreign."""

from django.apps import apps
from django.db import models

from tests.factories import make_world
from tests.hostile.corpus import FOREIGN
from tests.notes.cast import make_chart

NAMES = ("first_name", "last_name", "name", "title")


def of_another_clinic() -> dict[str, str]:
    """Public ids and tokens of its things, by what they are."""
    world = make_world(weekdays=range(7))
    chart = make_chart(world)
    chart.active_plan()
    chart.signed(visit=chart.another_visit(-3))
    chart.written()
    chart.screened(p3="yes")
    found: dict[str, str] = {}
    for label in ("bookings", "notes"):
        for model in apps.get_app_config(label).get_models():
            have = {one.name for one in model._meta.concrete_fields}
            if "clinic" not in have:
                continue
            rows = model._base_manager.filter(clinic=world.clinic)
            for name in {"public_id", "token"} & have:
                if value := rows.values_list(name, flat=True).first():
                    found[f"foreign {model.__name__} {name}"] = value
            spoken = {n: FOREIGN for n in NAMES if isinstance(_field(model, n), models.CharField)}
            if spoken and model.__name__ in ("Patient", "Therapist", "Service", "Location"):
                rows.update(**spoken)
    assert len(found) > 8, found
    return found


def _field(model: type[models.Model], name: str) -> object:
    return next((one for one in model._meta.concrete_fields if one.name == name), None)
