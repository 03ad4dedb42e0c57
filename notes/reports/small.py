"""Small numbers of people are not shown: who knows some of them would know the rest. Pure."""

from collections.abc import Sequence

FEWEST = 5


def hidden(counts: Sequence[int]) -> tuple[bool, ...]:
    """Which cells of a row that adds up are not to be shown: those below FEWEST and, if that is one alone, the
    smallest of the others too, which the sum would tell otherwise."""
    hide = [count < FEWEST for count in counts]
    if sum(hide) == 1 and len(counts) > 1:
        others = [number for number, is_hidden in enumerate(hide) if not is_hidden]
        hide[min(others, key=lambda number: counts[number])] = True
    return tuple(hide)
