"""How much each part of a plan helped, in the patient's view: asked at a review, and at home on any day."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from notes.models import ComponentRating, TreatmentPlan

HELPED = {
    2: _("Helped a lot"),
    1: _("Helped a little"),
    0: _("No difference"),
    -1: _("A little worse"),
    -2: _("Much worse"),
}


def keep_ratings(
    plan: TreatmentPlan, ratings: Mapping[str, int], kinds: Mapping[str, str], today: date
) -> None:
    """By the ids of components, whose kinds are told beside; part of the caller's transaction."""
    for name, rating in ratings.items():
        ComponentRating.objects.update_or_create(
            plan=plan,
            component=name,
            rated_date=today,
            defaults={"clinic_id": plan.clinic_id, "kind": kinds[name], "rating": rating},
        )
