"""What every room may refuse with."""

from typing import Any


class DomainError(Exception):
    """A rule said no.

    `code` is stable and for programs; `message` is a sentence for a person (translatable, lazy);
    `details` are values that a door may show, such as the alternatives to a taken time.
    `field` names the input that is at fault, if one is.
    """

    code = "refused"
    message: Any = "This is not possible."
    field: str | None = None

    def __init__(
        self, message: Any = None, *, code: str | None = None, field: str | None = None, **details: Any
    ):
        self.message = message or self.message
        self.code = code or self.code
        self.field = field or self.field
        self.details = details
        super().__init__(str(self.message))
