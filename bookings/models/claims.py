"""What anonymous people said about themselves, staged until staff decide whose record it is."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models.appointments import Appointment
from bookings.models.identity import PublicModel
from bookings.models.people import Clinic, Patient, User


class PatientClaim(PublicModel):
    """Details that fit a record only in part. `patient` is where the appointment is; `candidate` the likely same person.

    Nothing typed by strangers is ever written over a record: staff merge the two, or keep them apart.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To be decided")
        MERGED = "merged", _("The same person")
        APART = "apart", _("Two people")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="claims")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="claims", null=True, blank=True)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="claims")
    candidate = models.ForeignKey(Patient, models.PROTECT, related_name="claims_as_candidate")
    differing = models.JSONField(
        default=dict, help_text="Contact fields as typed that differ from the candidate's."
    )
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["clinic"], name="claim_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.patient} / {self.candidate} {self.state}"
