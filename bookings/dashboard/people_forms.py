"""What owners type about the people of the clinic, and staff about themselves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from bookings.languages import named_languages
from bookings.models import Membership, Therapist, User
from bookings.web import DressedForm

NEW_CALENDAR = _("A new calendar")


class CalendarForm(DressedForm):
    """Which calendar becomes theirs, should they be a therapist."""

    calendar = forms.ChoiceField(
        label=_("Calendar"),
        required=False,
        help_text=_("For therapists: one that nobody signs in for yet, or a new one."),
    )

    def __init__(self, *args: Any, calendars: Iterable[Therapist], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendars = {one.public_id: one for one in calendars}
        named = [(key, one.full_name) for key, one in self.calendars.items()]
        self.fields["calendar"].choices = [("", NEW_CALENDAR), *named]  # type: ignore[attr-defined]

    def chosen_calendar(self) -> Therapist | None:
        return self.calendars.get(self.cleaned_data["calendar"])


class InvitationForm(CalendarForm):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role.choices, widget=forms.RadioSelect, initial="therapist"
    )
    field_order = ("email", "role", "calendar")


class MemberForm(CalendarForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Membership.Role.choices, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("roles", "calendar")


class ProfileForm(DressedForm):
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        now = {name: getattr(user, name) for name in ("first_name", "last_name", "language")}
        super().__init__(*args, initial=now, **kwargs)
        self.fields["language"].choices = [("", _("As the clinic")), *named_languages()]  # type: ignore[attr-defined]


class JoinForm(DressedForm):
    """Somebody new: their name, and the password that they will sign in with."""

    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least eight signs, and not one of the usual ones."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(
            *args, initial={"first_name": user.first_name, "last_name": user.last_name}, **kwargs
        )
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        named = User(
            email=self.user.email,
            first_name=self.cleaned_data.get("first_name", ""),
            last_name=self.cleaned_data.get("last_name", ""),
        )
        validate_password(password, named)
        return password
