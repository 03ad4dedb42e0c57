"""What owners type about other programs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.models import Webhook
from bookings.web import DressedForm
from bookings.webhooks.set_up import EVENT_TYPES


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
        label=_("What it is told"),
        required=False,
        choices=[(name, name) for name in EVENT_TYPES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked means everything."),
    )
    is_active = forms.BooleanField(label=_("Switched on"), required=False)

    def __init__(self, *args: Any, webhook: Webhook | None = None, **kwargs: Any) -> None:
        if webhook:
            names = ("url", "description", "events", "is_active")
            kwargs["initial"] = {name: getattr(webhook, name) for name in names}
        super().__init__(*args, **kwargs)
        if webhook is None:
            del self.fields["is_active"]
