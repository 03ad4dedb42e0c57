"""Which rows a person may see. Doors fetch through these, so that fetching is authorising."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from bookings.models.people import Clinic, User


def _as(user: "User | AnonymousUser", *roles: str) -> Q:
    """Rows of the clinics in which `user` has one of the roles."""
    return Q(clinic__memberships__user_id=user.pk, clinic__memberships__role__in=roles)


class PatientQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Contact data: the patient, the guardian, reception, the owner, and the therapist who treats them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            _as(user, "owner", "reception")
            | Q(user_id=user.pk)
            | Q(guardian__user_id=user.pk)
            | Q(appointments__therapist__user_id=user.pk) & _as(user, "therapist")
        ).distinct()


class AppointmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Its patient, the guardian, reception, the owner, and the therapist it is with."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            _as(user, "owner", "reception")
            | Q(patient__user_id=user.pk)
            | Q(patient__guardian__user_id=user.pk)
            | Q(therapist__user_id=user.pk) & _as(user, "therapist")
        ).distinct()

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        """What staff may act on."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            _as(user, "owner", "reception") | Q(therapist__user_id=user.pk) & _as(user, "therapist")
        ).distinct()

    def of_clinic(self, clinic: "Clinic") -> Self:
        return self.filter(clinic=clinic)

    def occupying(self, now: datetime) -> Self:
        """Those that take up time: everything but what ended without taking place, and holds that ran out."""
        return self.filter(status__in=self.model.OCCUPYING).exclude(
            status=self.model.Status.HELD, hold_expires_at__lte=now
        )

    def starting_within(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def expired_holds(self, now: datetime) -> Self:
        return self.filter(status=self.model.Status.HELD, hold_expires_at__lte=now)
