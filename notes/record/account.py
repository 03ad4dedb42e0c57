"""An account that opens nothing any more: the access log names it, so that it is emptied, not deleted."""

from bookings.models import Patient, User
from bookings.people.passkeys import drop_passkeys_of


def empty_account(user: User) -> bool:
    """Take the address and the name out of it and shut it; not of staff, nor while another record is tied to it."""
    if user.is_staff or user.is_superuser or user.memberships.exists() or user.therapists.exists():
        return False
    if Patient.objects.filter(user=user).exists():
        return False
    user.email, user.first_name, user.last_name = f"erased-{user.pk}@erased.invalid", "", ""
    user.language, user.is_active, user.last_login = "", False, None
    user.set_unusable_password()
    drop_passkeys_of(user.pk)
    user.save()
    return True
