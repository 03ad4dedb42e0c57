"""What owners type about other programs."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.models import AppointmentEvent, Webhook
from bookings.models.telling import TYPES
from bookings.web import DressedForm
from bookings.webhooks.set_up import EVENT_TYPES


def _words(name: str) -> Promise:
    """What the first kind of event that is told under this type is called."""
    kind = next(kind for kind, told in TYPES.items() if told == name)
    return AppointmentEvent.Kind(kind).label


class KeyForm(DressedForm):
    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("You will know it by this name later, such as the program that uses it."),
    )


class WebhookForm(DressedForm):
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )
    description = forms.CharField(label=_("What it is for"), max_length=120, required=False)
    events = forms.MultipleChoiceField(
        label=_("What it is told: everything, unless some are ticked"),
        required=False,
        choices=[(name, _words(name)) for name in EVENT_TYPES],
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(label=_("Switched on"), required=False)

    def __init__(self, *args: Any, webhook: Webhook | None = None, **kwargs: Any) -> None:
        if webhook:
            names = ("url", "description", "events", "is_active")
            kwargs["initial"] = {name: getattr(webhook, name) for name in names}
        super().__init__(*args, **kwargs)
        if webhook is None:
            del self.fields["is_active"]
