"""Somebody else whom the same therapist treats."""

from datetime import timedelta

from tests.factories import NOW, make_appointment, make_patient
from tests.notes.cast import Chart


def neighbour_of(chart: Chart) -> Chart:
    patient = make_patient(chart.world.clinic, first_name="Mary", last_name="Lovelace")
    visit = make_appointment(chart.world, NOW + timedelta(days=2, hours=3), patient=patient)
    return Chart(chart.world, patient, visit)
