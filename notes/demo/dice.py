"""Chance with a seed: the same numbers, identifiers and tokens for the same seed and purpose."""

import base64
import random

from bookings.models.identity import ALPHABET


class Dice(random.Random):
    """A stream of its own for each purpose, so that drawing more from one does not change the others."""

    def __init__(self, *purpose: object) -> None:
        super().__init__(":".join(map(str, purpose)))
        self.purpose = purpose

    def stream(self, *purpose: object) -> "Dice":
        return Dice(*self.purpose, *purpose)

    def public_id(self) -> str:
        return "".join(self.choices(ALPHABET, k=16))

    def token(self) -> str:
        return base64.urlsafe_b64encode(self.randbytes(24)).decode()

    def chance(self, share: float) -> bool:
        return self.random() < share
