"""Every piece of docs/design.md as it looks, in both themes. Only in the demo, or while developing."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bookings.models import Appointment
from bookings.web import DressedForm, StaffRequest, staff_required

TONES = ("info", "good", "warn", "bad", "quiet", "accent")
GROUNDS = ("paper", "surface", "sunken", "raised", "accent", "accent-soft")
SIZES = ("xs", "sm", "md", "lg", "xl", "2xl", "3xl")


class PiecesForm(DressedForm):
    """One control of each kind; words of a demonstration."""

    name = forms.CharField(label="Name")
    email = forms.EmailField(label="E-mail", help_text="Some words of help.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(label="Kind", choices=[("a", "First"), ("b", "Second")])
    choice = forms.ChoiceField(
        label="One of these", choices=[("a", "This"), ("b", "That")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="I agree.")


@require_safe
@staff_required()
def style(request: StaffRequest) -> HttpResponse:
    if not (settings.DEBUG or settings.DEMO_MAILBOX):
        raise Http404
    wrong = PiecesForm({"name": "Ada", "email": "ada@", "kind": "a"})
    wrong.is_valid()
    context = {
        "section": "settings",
        "tones": TONES,
        "grounds": GROUNDS,
        "sizes": SIZES,
        "states": [Appointment(status=status) for status, _label in Appointment.Status.choices],
        "form": wrong,
    }
    return render(request, "dashboard/style.html", context)
