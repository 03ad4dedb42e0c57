"""In which clinic, and as what, the signed-in caller of the staff part acts."""

from dataclasses import dataclass

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from bookings.models import ApiKey, Clinic, Membership, User
from bookings.web import CHOSEN_CLINIC

OWNER, RECEPTION, THERAPIST = Membership.Role.OWNER, Membership.Role.RECEPTION, Membership.Role.THERAPIST


@dataclass(frozen=True, slots=True)
class Acting:
    """A member of staff in one clinic: the key's or, for a session, the one chosen on the pages, else their first."""

    user: User
    clinic: Clinic
    roles: frozenset[str]

    def is_any(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


def acting_as(request: Request) -> Acting | None:
    """None for somebody who works in no clinic, or whose key outlived their membership. One query at most."""
    user = request.user
    if not isinstance(user, User):
        return None
    held = Membership.objects.filter(user_id=user.pk).select_related("clinic__policy")
    if isinstance(request.auth, ApiKey):
        held = held.filter(clinic=request.auth.clinic)
    memberships = list(held.order_by("clinic_id", "pk"))
    if not memberships:
        return None
    chosen = "" if request.auth else request._request.session.get(CHOSEN_CLINIC, "")
    clinic = next(
        (one.clinic for one in memberships if one.clinic.public_id == chosen), memberships[0].clinic
    )
    roles = frozenset(one.role for one in memberships if one.clinic_id == clinic.pk)
    return Acting(user, clinic, roles)


class IsStaff(BasePermission):
    """Members of a clinic only; the view finds them as `view.acting`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            return False
        return getattr(view, "acting", None) is not None


def require_role(acting: Acting | None, *roles: str) -> Acting:
    """Raises PermissionDenied unless the caller has one of the roles."""
    if acting is None or not acting.is_any(*roles):
        raise PermissionDenied
    return acting
