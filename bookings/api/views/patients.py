"""Patients' contact data, and who answers for whom."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bookings.api.acting import OWNER, RECEPTION, Acting
from bookings.api.serializers import resources
from bookings.api.views.resources import ResourceViewSet, list_of
from bookings.appointments.patient import PatientDetails
from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Patient
from bookings.people.admit import admit
from bookings.people.change import change_patient


class RecordKept(DomainError):
    code = "in_use"
    message = _("A patient's record is kept.")


@list_of("guardian")
class PatientViewSet(ResourceViewSet):
    """Of everybody for owner and reception, for therapists of those whom they treat."""

    queryset = Patient.objects.all()
    serializer_class = resources.PatientSerializer
    writers = (OWNER, RECEPTION)
    related = ("guardian",)

    def get_queryset(self) -> QuerySet[Any]:
        seen = Patient.objects.visible_to(self.request.user).kept()
        # In the order of an index: whoever asks for a page does not have everybody sorted.
        return super().get_queryset().filter(pk__in=seen.values("pk")).order_by("search_name", "pk")

    def write_down(self, row: Patient, action: str) -> None:
        record_access(
            clinic=self.staff.clinic, user=self.staff.user, patient=row, action=action,
            object_kind="patient", object_id=row.public_id, now=self.now,
        )  # fmt: skip

    def make(self, acting: Acting, serializer: Any, once: Once | None) -> Patient:
        """A program says whom it means: nobody is asked whether they look like somebody else."""
        given = dict(serializer.validated_data)
        beside = {name: given.pop(name) for name in ("sex", "guardian") if name in given}
        details = PatientDetails(**{"email": "", **given})
        return admit(
            clinic=acting.clinic, details=details, user=acting.user, now=self.now, is_another=True,
            once=once, **beside,
        )  # fmt: skip

    def change(self, acting: Acting, row: Patient, serializer: Any) -> None:
        change_patient(
            patient=row, changes=serializer.validated_data, user=acting.user, now=self.now,
            precondition=self.check_unchanged,
        )  # fmt: skip

    def remove(self, acting: Acting, row: Patient) -> None:
        """Who saw and changed it stays known, and so does whose it was."""
        raise RecordKept
