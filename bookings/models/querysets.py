"""Which rows a person may see. Doors fetch through these, so that fetching is authorising."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from bookings.models.people import Clinic, User


def _as(user: "User | AnonymousUser", *roles: str) -> Q:
    """Rows of the clinics in which `user` has one of the roles.

    A subquery of its own: joined, each role of a person would repeat every row of the clinic.
    """
    memberships = apps.get_model("bookings", "Membership").objects.filter(user=user.pk, role__in=roles)
    return Q(clinic__in=memberships.values("clinic"))


class PatientQuerySet(models.QuerySet[Any]):
    def kept(self) -> Self:
        """One record a person: without those that were merged into another, or whose time is over."""
        return self.filter(merged_into=None, emptied_at=None)

    def of_people(self, kept: "models.QuerySet[Any, Any]") -> Self:
        """Every record of the people whose records that are kept have the keys in `kept`.

        The index is on just this: with an "or" between the two columns everybody would be looked at.
        """
        return self.alias(person=Coalesce("merged_into", "pk")).filter(person__in=kept)

    def without(self, rows: "models.QuerySet[Any]") -> Self:
        """Those of whom nothing of `rows` is, under their own record or one that was merged into it."""
        own, merged = rows.filter(patient=OuterRef("pk")), rows.filter(patient__merged_into=OuterRef("pk"))
        return self.filter(~Exists(own), ~Exists(merged))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Contact data: the patient, the guardian, reception, the owner, and the therapist who treats them."""
        if not user.is_authenticated:
            return self.none()
        appointments = apps.get_model("bookings", "Appointment").objects
        # EXISTS: of one patient their visits are asked, of many all of the therapist's, as the database sees fit.
        treated = appointments.filter(patient=OuterRef("pk"), therapist__user_id=user.pk)
        return self.filter(
            _as(user, "owner", "reception")
            | Q(user_id=user.pk)
            | Q(guardian__user_id=user.pk)
            | Q(Exists(treated)) & _as(user, "therapist"),
            emptied_at=None,
        )


def _acts_on(user: "User | AnonymousUser") -> Q:
    """Appointments of the desk, and of the therapist themselves."""
    return _as(user, "owner", "reception") | Q(therapist__user_id=user.pk) & _as(user, "therapist")


class AppointmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Its patient, the guardian, reception, the owner, and the therapist it is with."""
        if not user.is_authenticated:
            return self.none()
        patients = apps.get_model("bookings", "Patient").objects.order_by()
        own, wards = patients.filter(user_id=user.pk), patients.filter(guardian__user_id=user.pk)
        # No join: for the desk, who may see all, their people are not even looked up.
        mine = own.values("pk").union(wards.values("pk"))
        return self.filter(_acts_on(user) | Q(patient__in=mine))

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        """What staff may act on."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(_acts_on(user))

    def of_clinic(self, clinic: "Clinic") -> Self:
        return self.filter(clinic=clinic)

    def occupying(self, now: datetime) -> Self:
        """Those that take up time: everything but what ended without taking place, and holds that ran out."""
        return self.filter(status__in=self.model.OCCUPYING).without_expired_holds(now)

    def without_expired_holds(self, now: datetime) -> Self:
        return self.exclude(status=self.model.Status.HELD, hold_expires_at__lte=now)

    def telling_first_visits(self) -> Self:
        """With `has_earlier`: whether a visit of the same patient took place before."""
        earlier = self.model.objects.filter(
            patient=OuterRef("patient"),
            starts_at__lt=OuterRef("starts_at"),
            status=self.model.Status.FULFILLED,
        )
        return self.annotate(has_earlier=Exists(earlier))

    def starting_within(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def expired_holds(self, now: datetime) -> Self:
        return self.filter(status=self.model.Status.HELD, hold_expires_at__lte=now)
