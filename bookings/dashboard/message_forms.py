"""What staff choose about messages."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.models import Notification
from bookings.web import DressedForm

Kind = Notification.Kind
STAFF_LABELS = {
    Kind.NEW_BOOKINGS: _("Every morning: what was newly booked with me"),
    Kind.UNSIGNED_NOTES: _("In the morning: what waits for my signature"),
    Kind.FAILED_MESSAGES: _("In the morning: messages that could not be delivered"),
}


class OwnMessagesForm(DressedForm):
    """What is ticked is wanted."""

    kinds = forms.MultipleChoiceField(
        label=_("Mails to me"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, kinds: Iterable[Notification.Kind], muted: Collection[str], **kwargs: Any
    ) -> None:
        self.offered = list(kinds)
        wanted = [kind.value for kind in self.offered if kind not in muted]
        super().__init__(*args, initial={"kinds": wanted}, **kwargs)
        self.fields["kinds"].choices = [(kind.value, STAFF_LABELS[kind]) for kind in self.offered]  # type: ignore[attr-defined]

    def muted(self) -> set[str]:
        return {kind.value for kind in self.offered} - set(self.cleaned_data["kinds"])


class LedgerFilter(forms.Form):
    """What the address of the ledger asks for; anything that is none of the choices asks for nothing."""

    state = forms.ChoiceField(choices=Notification.State.choices, required=False)
    kind = forms.ChoiceField(choices=Notification.Kind.choices, required=False)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
