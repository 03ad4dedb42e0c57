"""What every channel has in common: a line that is opened late and used for many messages, and how one may fail."""

from types import TracebackType
from typing import Any, Protocol, Self


class NotSent(Exception):
    """The message did not leave, as far as can be known."""


class Refused(NotSent):
    """The other side answered, and said no to this message: for good, or for now.

    `is_about_address`: not the message is unwelcome, there is nobody at this address.
    """

    def __init__(self, code: int, *, is_final: bool | None = None, is_about_address: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_final = code >= 500 if is_final is None else is_final
        self.is_about_address = is_about_address and self.is_final


class Lost(NotSent):
    """The connection died on the way. The other side may have taken the message all the same."""


class Unreachable(NotSent):
    """There is no connection: nobody answers, or not with the encryption and login that were asked for."""


class Line(Protocol):
    """An open way out. `is_hopeless` says that going on is no use now."""

    is_hopeless: bool

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, letter: Any, /) -> None:
        """Hand over one message of this channel's own kind. Raises Refused, Lost or Unreachable."""
