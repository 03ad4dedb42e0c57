"""A thing that waits for a person, as the list shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NeedLine:
    """`when` says in words by when, since when or for which visit; `who` may be empty."""

    icon: str
    what: str
    who: str
    url: str
    when: str = ""
    is_late: bool = False
