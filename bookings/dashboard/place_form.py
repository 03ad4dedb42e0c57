"""Where somebody put a visit in the calendar, as the page's script sends it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.availability.hours import YEARS
from bookings.models import Location, Room, ServiceOption, Therapist


class PlaceForm(forms.Form):
    """`starts_at` is an instant with its offset, or what the wall shows in `zone`. Ids are public ids."""

    starts_at = forms.CharField(max_length=40)
    zone = forms.CharField(max_length=64)
    therapist = forms.CharField(max_length=22)
    room = forms.CharField(max_length=22, required=False)
    option = forms.CharField(max_length=22, required=False)
    location = forms.CharField(max_length=22, required=False)
    override_reason = forms.CharField(max_length=200, required=False)

    def __init__(
        self,
        data: Any,
        *,
        people: Sequence[Therapist],
        rooms: Sequence[Room],
        options: Sequence[ServiceOption],
        places: Sequence[Location],
        zones: Sequence[str],
    ) -> None:
        super().__init__(data)
        self.known: dict[str, dict[str, Any]] = {
            "therapist": {row.public_id: row for row in people},
            "room": {row.public_id: row for row in rooms},
            "option": {row.public_id: row for row in options},
            "location": {row.public_id: row for row in places},
        }
        self.zones = zones

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, rows in self.known.items():
            asked = cleaned.get(name, "")
            cleaned[name] = rows.get(asked)
            if asked and cleaned[name] is None:
                self.add_error(name, _("Please choose one of those that are shown."))
        cleaned["starts_at"] = self._instant(cleaned.get("starts_at", ""), cleaned.get("zone", ""))
        return cleaned

    def _instant(self, text: str, zone: str) -> datetime | None:
        try:
            asked = datetime.fromisoformat(text)
        except ValueError:
            asked = None
        if asked is None or asked.year not in YEARS:
            self.add_error("starts_at", _("Please choose a time."))
            return None
        if asked.tzinfo is not None:
            return asked.astimezone(UTC)
        if zone not in self.zones:
            self.add_error("zone", _("Please choose a time."))
            return None
        instant = asked.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        # In the gap of a spring night the clock never shows this time.
        if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != asked:
            self.add_error("starts_at", _("The clock does not show this time on that day."))
        return instant
