"""The page of a form that begins with what is on record."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.dashboard.forms import status_of
from bookings.web import DressedForm, StaffRequest


def edit_page(
    request: StaffRequest,
    form: DressedForm,
    act: Callable[[datetime], None],
    rows: tuple[tuple[str, ...], ...],
    back: str,
    *,
    title: str,
    whose: str,
    section: str = "hours",
    preview: str = "",
) -> HttpResponse:
    """Do what the form says and go back, or show it with what is wrong. `rows` are the fields, side by side.

    At the address `preview` is a fragment that shows what is typed.
    """
    if form.carry_out(lambda: act(timezone.now())):
        messages.success(request, _("Saved."))
        return redirect(back)
    shown = [[form[name] for name in row if name in form.fields] for row in rows]
    context = {
        "section": section, "form": form, "rows": [row for row in shown if row], "back": back,
        "title": title, "whose": whose, "preview": preview,
    }  # fmt: skip
    return render(request, "dashboard/edit.html", context, status=status_of(form))
