"""What every channel has in common: a line that is opened late and used for many messages, and how one may fail."""

from abc import ABC, abstractmethod
from typing import Any, Self

LOSSES_ALLOWED = 2


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


class Line(ABC):
    """A way out. `is_hopeless` says that going on is no use now: the other side is away, or lost us twice."""

    def __init__(self) -> None:
        self.is_hopeless = False
        self._losses = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended_by: object) -> None:
        self.close()

    def close(self) -> None:  # noqa: B027 (most have nothing to close)
        """Nothing more is to be sent."""

    @abstractmethod
    def send(self, letter: Any, /) -> None:
        """Hand over one message of this channel's own kind. Raises Refused, Lost or Unreachable."""

    def _lost(self) -> Lost:
        self._losses += 1
        self.is_hopeless = self._losses >= LOSSES_ALLOWED
        return Lost()
