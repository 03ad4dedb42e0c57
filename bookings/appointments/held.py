"""The hold behind a token, with all that booking it asks for."""

from bookings.models import Appointment, Clinic, Location, Room, Service, ServiceOption, Therapist
from bookings.statements import ask, columns_of, rows_of

ROWS = (Appointment, ServiceOption, Service, Therapist, Location, Room)
REST = """
FROM bookings_appointment
JOIN bookings_serviceoption ON bookings_serviceoption.id = bookings_appointment.option_id
JOIN bookings_service ON bookings_service.id = bookings_serviceoption.service_id
JOIN bookings_therapist ON bookings_therapist.id = bookings_appointment.therapist_id
JOIN bookings_location ON bookings_location.id = bookings_appointment.location_id
JOIN bookings_room ON bookings_room.id = bookings_appointment.room_id
WHERE bookings_appointment.token = %(token)s
  AND (%(clinic)s::bigint IS NULL OR bookings_appointment.clinic_id = %(clinic)s)
"""


def find_held(token: str, clinic: Clinic | None = None) -> Appointment | None:
    """Whatever became of it, unlocked; None for a token that is none, or another clinic's.

    One query if the clinic is given, with its policy; else two.
    """
    values = {"token": token, "clinic": clinic and clinic.pk}
    for columns in ask(f"SELECT {columns_of(*ROWS)} {REST}", values):
        held, option, service, therapist, location, room = rows_of(ROWS, columns)
        clinic = clinic or Clinic.objects.select_related("policy").get(pk=held.clinic_id)
        held.clinic = option.clinic = service.clinic = clinic
        held.option, option.service = option, service
        held.therapist, held.location, held.room = therapist, location, room
        return held
    return None
