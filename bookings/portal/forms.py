"""What patients type and choose."""

import re
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bookings.appointments.cancel import PATIENT_REASONS
from bookings.appointments.patient import PatientDetails
from bookings.models import Patient
from bookings.models.people import search_key
from bookings.web import DayField, DressedForm

CONSENT_VERSION = "portal-1"
PHONE = re.compile(r"\+?[\d\s().\-/]{5,30}")
# What somebody typed and that must survive the loss of a time.
CHILD = ("child_first_name", "child_last_name", "child_birth_date")
TYPED = ("first_name", "last_name", "email", "phone", "reason", *CHILD)


def typed_of(patient: Patient) -> dict[str, Any]:
    """What somebody who is signed in need not type again: their own details, or a child's with the guardian's."""
    own = patient.guardian or patient
    found: dict[str, Any] = {
        name: getattr(own, name) for name in ("first_name", "last_name", "email", "phone")
    }
    if patient.guardian:
        found |= {
            f"child_{name}": getattr(patient, name) for name in ("first_name", "last_name", "birth_date")
        }
    return found


class TypedForm(DressedForm):
    """What a patient types, without judging it: carried along when the time is lost."""

    first_name = forms.CharField(required=False, max_length=80)
    last_name = forms.CharField(required=False, max_length=80)
    email = forms.CharField(required=False, max_length=254)
    phone = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=1000)
    child_first_name = forms.CharField(required=False, max_length=80)
    child_last_name = forms.CharField(required=False, max_length=80)
    child_birth_date = forms.CharField(required=False, max_length=10)

    def typed(self) -> dict[str, str]:
        """What can be kept: a value too broken to show again is dropped."""
        self.is_valid()
        return {name: value for name in TYPED if (value := self.cleaned_data.get(name))}


class KeyedForm(DressedForm):
    """A form with hidden fields of our own making: the same key twice is the same tap twice."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def renew(self, **hidden: object) -> None:
        """Let the next try be one of its own, with everything that was typed and chosen in this one."""
        data = cast(QueryDict, self.data).copy()
        for name, value in hidden.items():
            data[name] = str(value)
        self.data = data


class ContactForm(DressedForm):
    """Who somebody is and how to reach them."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        error_messages={"required": _("Please tell us your first name.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        error_messages={"required": _("Please tell us your last name.")},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Your confirmation, reminders and the link to change the appointment go there."),
        error_messages={
            "required": _("Please tell us your e-mail address: the confirmation goes there."),
            "invalid": _("This does not look like an e-mail address, such as name@example.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        digits = sum(sign.isdigit() for sign in phone)
        if phone and not (PHONE.fullmatch(phone) and 5 <= digits <= 15):
            raise forms.ValidationError(_("This does not look like a phone number. You may leave it empty."))
        return phone


class BookingForm(ContactForm, KeyedForm):
    child_first_name = forms.CharField(label=_("Their first name"), required=False, max_length=80)
    child_last_name = forms.CharField(label=_("Their last name"), required=False, max_length=80)
    child_birth_date = DayField(
        label=_("Their date of birth"),
        required=False,
        error_messages={"invalid": _("Please give the date as year, month, day, such as 2019-04-30.")},
    )
    reason = forms.CharField(
        label=_("What brings you?"),
        required=False,
        max_length=1000,
        help_text=_("A sentence is plenty. Only your therapist reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent = forms.BooleanField(
        label=_("I agree that the clinic keeps these details to prepare and carry out my treatment."),
        error_messages={"required": _("We need your agreement to keep these details.")},
    )

    def __init__(self, *args: Any, agreed: Patient | None = None, **kwargs: Any) -> None:
        """`agreed` is who is signed in and has agreed already: nobody else's details go without a tick."""
        super().__init__(*args, **kwargs)
        self.agreed = agreed
        self.fields["consent"].required = agreed is None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.agreed and not data.get("consent") and not self._is_about(self.agreed):
            self.add_error("consent", self.fields["consent"].error_messages["required"])
        if self.is_for_child:
            for name in ("child_first_name", "child_last_name"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Please tell us the whole name of the person who is coming."))
        return data

    def _is_about(self, patient: Patient) -> bool:
        """Whether those who are named are this patient and nobody else: by the name, and the address if there is one."""
        data = self.cleaned_data
        prefix = "child_" if self.is_for_child else ""
        typed = search_key(f"{data.get(prefix + 'last_name', '')} {data.get(prefix + 'first_name', '')}")
        address = str(data.get("email", "")).casefold()
        known = patient.guardian.email if patient.guardian else patient.email
        is_child = patient.guardian is not None
        return typed == patient.search_name and address == known.casefold() and is_child == self.is_for_child

    @property
    def is_for_child(self) -> bool:
        """Whether somebody else is coming, for whom the one who books cares."""
        return any(self.data.get(name) or self.initial.get(name) for name in CHILD)

    def patient(self) -> PatientDetails:
        """Who is coming; if somebody else booked for them, that is the guardian, who gets the messages."""
        data = self.cleaned_data
        typing = PatientDetails(data["first_name"], data["last_name"], data["email"], data["phone"])
        if not self.is_for_child:
            return typing
        return PatientDetails(
            data["child_first_name"], data["child_last_name"], "", birth_date=data["child_birth_date"],
            guardian=typing,
        )  # fmt: skip

    def clean_child_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["child_birth_date"]
        if born and born.year > timezone.localdate().year:
            raise forms.ValidationError(_("Please check the year."))
        return born


class HoldForm(forms.Form):
    slot = forms.CharField(max_length=60)
    key = forms.CharField(max_length=64)
    therapist = forms.SlugField(max_length=22, required=False)


class CancelForm(KeyedForm):
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Why can you not come?"),
        choices=[(reason.value, reason.label) for reason in PATIENT_REASONS],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a reason: it helps the clinic to plan."),
            "invalid_choice": _("Please choose one of these reasons."),
        },
    )


class MoveForm(HoldForm):
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)
