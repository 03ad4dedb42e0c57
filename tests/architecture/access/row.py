"""The shape of a row of the access table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ACTORS = ("anonymous", "patient", "reception", "therapist", "colleague", "owner", "stranger", "superuser")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Row:
    """One route. A method maps to one cell for everybody, or to a cell for each of ACTORS in their order.

    A cell is a status or `login` (sent to sign in). A method that is not listed must be refused to everybody;
    a library's view may answer it as it likes. `names` says which value of the cast stands for each part of the address; `body` is what is sent.
    """

    route: str
    names: Mapping[str, str] = field(default_factory=dict)
    GET: str = ""
    POST: str = ""
    PATCH: str = ""
    DELETE: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    is_ours: bool = True

    def cells(self, method: str) -> dict[str, str]:
        """By actor; an empty cell where the method is not listed."""
        cells = getattr(self, method, "").split()
        if len(cells) <= 1:
            cells = (cells or [""]) * len(ACTORS)
        return dict(zip(ACTORS, cells, strict=True))
