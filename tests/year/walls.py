"""The times that a letter tells, read from its words and its calendar entry, in both languages.

Not the service's own reading: the words are taken apart with month names of our own.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    )
    for number, name in enumerate(names.split(), 1)
}
ENGLISH = r"(?P<month>[A-Z][a-z]+) (?P<day>\d{1,2}), (?P<year>\d{4})"
SPANISH = r"(?P<day>\d{1,2}) de (?P<month>[a-z]+) de (?P<year>\d{4})"
CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?: (?P<half>[AP]M))?"
UTC_IS = r"UTC(?P<sign>[+\u2212])(?P<hours>\d\d):(?P<minutes>\d\d)"
OFFSET = rf"(?:(?P<name>(?!UTC)[A-Z]{{3,5}})(?: \({UTC_IS}\))?|{UTC_IS.replace('P<', 'P<bare_')})"
TOLD = [re.compile(rf"{date}\s*(?:,\s*)?{CLOCK} {OFFSET}") for date in (ENGLISH, SPANISH)]
STARTS = re.compile(r"^DTSTART(?:;TZID=(?P<zone>[^:]+))?:(?P<at>\d{8}T\d{6})(?P<utc>Z?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Told:
    """What the words say: the wall, the short name of the zone's time, and how far it is from UTC, if they are said."""

    wall: datetime
    name: str
    offset: timedelta | None

    def is_of(self, moment: datetime, zone: str) -> bool:
        """Whether the clock of the zone showed exactly this at `moment`."""
        local = moment.astimezone(ZoneInfo(zone))
        return (
            local.replace(tzinfo=None) == self.wall
            and self.name in ("", local.tzname())
            and self.offset in (None, local.utcoffset())
        )

    @property
    def instant(self) -> datetime:
        """For putting several of one letter in order."""
        return self.wall - (self.offset or timedelta())


def told_in(text: str) -> list[Told]:
    """Every time of the text that comes with its date and its distance from UTC, in the order of the words."""
    found = sorted((match.start(), _told(match)) for pattern in TOLD for match in pattern.finditer(text))
    return [told for _, told in found]


def starts_in(calendar: str) -> list[datetime]:
    """The starts of the entries, as instants."""
    found = []
    for match in STARTS.finditer(calendar.replace("\r\n ", "").replace("\n ", "")):
        at = datetime.strptime(match["at"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        found.append(at if match["utc"] else at.replace(tzinfo=ZoneInfo(match["zone"])).astimezone(UTC))
    return found


def _told(match: re.Match[str]) -> Told:
    hour = int(match["hour"])
    if half := match["half"]:
        hour = hour % 12 + 12 * (half == "PM")
    wall = datetime(
        int(match["year"]), MONTHS[match["month"].lower()], int(match["day"]), hour, int(match["minute"])
    )
    prefix = "bare_" if match["bare_sign"] else ""
    if not match[f"{prefix}sign"]:
        return Told(wall, match["name"], None)
    offset = timedelta(hours=int(match[f"{prefix}hours"]), minutes=int(match[f"{prefix}minutes"]))
    return Told(wall, match["name"] or "", offset if match[f"{prefix}sign"] == "+" else -offset)
