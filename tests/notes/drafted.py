"""A treatment plan for tests that need no more of it than its id."""

from bookings.models import Appointment, Patient
from tests.factories import World
from tests.notes.cast import Chart


def plan_of(world: World, patient: Patient) -> str:
    """The public id of a plan that was drafted for the patient."""
    return Chart(world, patient, Appointment()).plan().public_id
