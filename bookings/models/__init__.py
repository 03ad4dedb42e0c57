"""The floor that every room stands on: rows, and the facts about them that must always hold.

Not here: reads across tables (queries), changes (verbs), rules with numbers (policy).
"""

from bookings.models.appointments import Appointment, AppointmentEvent, Series
from bookings.models.audit import AccessRecord, AuditHead, AuditSeal
from bookings.models.catalog import Location, Room, Service, ServiceOption
from bookings.models.claims import PatientClaim
from bookings.models.imports import Import, ImportedRow, ImportProblem
from bookings.models.invitations import StaffInvitation
from bookings.models.messages import MessageTemplate
from bookings.models.notifications import Notification, OutboxWatch, RefusedAddress
from bookings.models.passkeys import Passkey
from bookings.models.people import Clinic, Membership, Patient, Therapist, User
from bookings.models.progress import LongWork
from bookings.models.requests import ApiKey, IdempotentRequest
from bookings.models.schedules import BookingPolicy, DateOverride, TimeOff, WeeklyHours
from bookings.models.sign_in import SignIn
from bookings.models.waitlist import OpenedTime, WaitlistEntry, WaitlistOffer
from bookings.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "AccessRecord",
    "ApiKey",
    "Appointment",
    "AppointmentEvent",
    "AuditHead",
    "AuditSeal",
    "BookingPolicy",
    "Clinic",
    "DateOverride",
    "IdempotentRequest",
    "Import",
    "ImportProblem",
    "ImportedRow",
    "Location",
    "LongWork",
    "Membership",
    "MessageTemplate",
    "Notification",
    "OpenedTime",
    "OutboxWatch",
    "Passkey",
    "Patient",
    "PatientClaim",
    "RefusedAddress",
    "Room",
    "Series",
    "Service",
    "ServiceOption",
    "SignIn",
    "StaffInvitation",
    "Therapist",
    "TimeOff",
    "User",
    "WaitlistEntry",
    "WaitlistOffer",
    "Webhook",
    "WebhookDelivery",
    "WeeklyHours",
]
