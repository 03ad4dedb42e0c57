"""Values that recur: ids, dates and instants within reach, times of day, references inside a clinic."""

import datetime as dt
from typing import Any

from django.core.validators import RegexValidator
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from bookings.availability.hours import DAY, YEARS


class IdField(serializers.CharField):
    """An opaque public id, as it stands in a query or a body; whether it names anything is asked later."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, trim_whitespace=False, **kwargs)
        self.validators.append(RegexValidator(r"\A[0-9A-Za-z_-]+\Z", _("This is not an id."), code="invalid"))


class CalendarDateField(serializers.DateField):
    """YYYY-MM-DD."""

    default_error_messages = {"out_of_reach": _("This date is too far away.")}

    def to_internal_value(self, data: Any) -> dt.date:
        day = super().to_internal_value(data)
        if day.year not in YEARS:
            self.fail("out_of_reach")
        return day


class BirthDateField(CalendarDateField):
    """Context: `now`."""

    default_error_messages = {"in_the_future": _("This day is still to come.")}

    def to_internal_value(self, data: Any) -> dt.date:
        day = super().to_internal_value(data)
        if day > self.context["now"].date():
            self.fail("in_the_future")
        return day


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantField(serializers.Field[dt.datetime, Any, str, Any]):
    """ISO 8601 with an offset: without one it would be a guess which hour is meant. UTC inside."""

    default_error_messages = {
        "invalid": _("Give an instant in ISO 8601 with an offset, such as 2027-03-01T10:00:00-05:00."),
        "no_offset": _("The offset is missing, such as -05:00 or Z."),
        "out_of_reach": _("This date is too far away."),
    }

    def to_internal_value(self, data: Any) -> dt.datetime:
        try:
            # A plus sign that was not escaped in a query arrives as a space.
            instant = parse_datetime(data.strip().replace(" ", "+") if "T" in data else data)
        except (AttributeError, TypeError, ValueError):
            instant = None
        if instant is None:
            self.fail("invalid")
        if instant.tzinfo is None:
            self.fail("no_offset")
        if instant.year not in YEARS:
            self.fail("out_of_reach")
        return instant.astimezone(dt.UTC)

    def to_representation(self, value: dt.datetime) -> str:
        return value.isoformat()


class IdOf(serializers.SlugRelatedField[Any]):
    """The public id of a related row, which the view has fetched along."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="public_id", read_only=True, **kwargs)


class ReferenceField(serializers.SlugRelatedField[Any]):
    """Another row by its public id, looked for in the caller's clinic only (`clinic` in the context)."""

    default_error_messages = {"does_not_exist": _("There is no such id here.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="public_id", **kwargs)

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()
        return queryset if queryset is None else queryset.filter(clinic=self.context["clinic"])

    def run_validation(self, data: Any = empty) -> Any:
        """An empty text is no id, and not a way to say null, as which the framework would take it."""
        if data == "":
            self.fail("does_not_exist")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"})
class TimeOfDayField(serializers.Field[int, Any, str, Any]):
    """HH:MM on the wall, as minutes after midnight inside; 24:00 is the midnight that ends the day."""

    default_error_messages = {
        "invalid": _("Give a time of day as HH:MM."),
        "no_end_of_day": _("24:00 can only be an end."),
    }

    def __init__(self, *, end: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.end = end

    def to_internal_value(self, data: Any) -> int:
        hours, colon, minutes = data.partition(":") if isinstance(data, str) else ("", "", "")
        digits = hours + minutes
        if not colon or len(hours) != 2 or len(minutes) != 2 or not (digits.isascii() and digits.isdigit()):
            self.fail("invalid")
        total = int(hours) * 60 + int(minutes)
        if int(minutes) > 59 or total > DAY:
            self.fail("invalid")
        if total == DAY and not self.end:
            self.fail("no_end_of_day")
        return total

    def to_representation(self, value: int) -> str:
        return f"{value // 60:02d}:{value % 60:02d}"
