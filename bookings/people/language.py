"""The language in which somebody of the staff works."""

from bookings.models import User
from bookings.transactions import action


@action
def choose_language(*, user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)
