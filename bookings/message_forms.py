"""Which messages somebody wants: the same choice for the patient behind the link and for staff who ask them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.languages import named_languages
from bookings.models import Notification, Patient
from bookings.notifications.channels.sms import texts_are_on
from bookings.notifications.wishes import OPTIONAL
from bookings.web import ClockField, DressedForm

Kind = Notification.Kind
LABELS = {
    Kind.REMINDER: _("Reminders of coming appointments"),
    Kind.PRE_VISIT_CHECK: _("A few questions before a visit"),
    Kind.HOME_CARE: _("A word after a visit"),
    Kind.SELF_CARE_CHECK_IN: _("How are you? between visits"),
    Kind.REVIEW_DUE: _("Short questions from time to time"),
}


class WishesForm(DressedForm):
    """What is ticked is wanted. Own quiet hours need both times; without, the clinic's apply."""

    kinds = forms.MultipleChoiceField(
        label=_("Messages you would like to get"),
        choices=[(kind.value, LABELS[kind]) for kind in OPTIONAL],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text_messages = forms.BooleanField(label=_("Reminders as text messages too"), required=False)
    language = forms.ChoiceField(label=_("Language of your messages"))
    quiet_from = ClockField(label=_("No messages from"), required=False)
    quiet_to = ClockField(label=_("until"), required=False)

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(patient), **kwargs)
        self.fields["language"].choices = named_languages()  # type: ignore[attr-defined]
        if not (texts_are_on() and patient.clinic.policy.text_messages):
            del self.fields["text_messages"]
        if len(named_languages()) == 1:
            self.fields["language"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("quiet_from") is None) != (data.get("quiet_to") is None):
            self.add_error("quiet_to", _("Please give both times, or none."))
        return data

    def wishes(self) -> Mapping[str, Any]:
        """As set_wishes takes them."""
        data = self.cleaned_data
        start, end = data["quiet_from"], data["quiet_to"]
        wanted = set(data["kinds"])
        return {
            "muted": {kind for kind in OPTIONAL if kind not in wanted},
            "language": data["language"],
            "quiet": (start.hour * 60 + start.minute, end.hour * 60 + end.minute) if start and end else None,
            "text_messages": bool(data.get("text_messages")),
        }


def _initial(patient: Patient) -> dict[str, Any]:
    return {
        "kinds": [kind.value for kind in OPTIONAL if kind not in patient.muted_kinds],
        "text_messages": patient.text_messages,
        "language": patient.language or patient.clinic.language,
        "quiet_from": _shown(patient.quiet_from_minute),
        "quiet_to": _shown(patient.quiet_to_minute),
    }


def _shown(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"
