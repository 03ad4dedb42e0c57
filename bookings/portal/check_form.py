"""The safety check on a page: lists to tick, each closed by "none of these"; what was ticked becomes answers.

What the questions mean, and what follows from them, the gate alone knows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from bookings.appointments.gate import CheckList, FollowUp, Question

# Names of the controls. What is asked beside a ticked line is named by it.
YES, UNSURE, NONE, ALL, MORE = "check", "check-unsure", "check-none", "check-all", "more-"
AGAIN = "again"
MOST, LONGEST = 150, 60


@dataclass(frozen=True, slots=True)
class MoreRow:
    """A question asked below a ticked line; each choice with whether it is chosen."""

    name: str
    words: Any
    kind: str
    choices: tuple[tuple[str, Any, bool], ...]
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    words: Any
    is_yes: bool
    is_unsure: bool
    more: tuple[MoreRow, ...]


@dataclass(frozen=True, slots=True)
class TickList:
    name: str
    title: Any
    parts: tuple[tuple[Any, tuple[Line, ...]], ...]
    is_none: bool
    error: str


class CheckForm:
    """`data` is what was sent; nothing is ticked before. `asks_all` says that the short check did not do.

    `carried` is what was ticked for a time that is gone: shown again, and judged when it is sent.
    """

    def __init__(
        self,
        lists: Sequence[CheckList],
        data: QueryDict | None = None,
        *,
        asks_all: bool = False,
        carried: QueryDict | None = None,
    ) -> None:
        self.is_bound = data is not None
        self.asks_all = asks_all
        self.is_whole = len(lists) > 1
        sent = next((one for one in (data, carried) if one is not None), QueryDict())
        self._sent = sent
        self._yes, self._unsure = set(sent.getlist(YES)), set(sent.getlist(UNSURE))
        self._none = set(sent.getlist(NONE))
        self.lists = tuple(self._bound(one) for one in lists)
        self._questions = [question for one in lists for _heading, part in one.parts for question in part]

    @property
    def is_valid(self) -> bool:
        return self.is_bound and not any(one.error for one in self.lists)

    @property
    def has_errors(self) -> bool:
        return any(one.error for one in self.lists)

    def answers(self) -> dict[str, Any]:
        """By code: yes, no or not_sure; with the areas that were marked, and what was asked below a tick."""
        found: dict[str, Any] = {}
        for question in self._questions:
            found.update(self._answer(question))
        return found

    def _answer(self, question: Question) -> dict[str, Any]:
        code = question.code
        if code not in self._yes:
            return {code: "not_sure" if code in self._unsure else "no"}
        found: dict[str, Any] = {code: "yes"}
        for more in question.follow_ups:
            values = self._sent.getlist(MORE + more.name)
            if more.kind == "areas":
                regions = [region for value in values for region in value.split(",")]
                found[code] = {"answer": "yes", "regions": regions}
                continue
            found[more.name] = int(values[0]) if more.kind == "scale" else values[0]
            if more.replaces:
                found.pop(code, None)
        return found

    def _bound(self, one: CheckList) -> TickList:
        parts = tuple((heading, tuple(self._line(each) for each in part)) for heading, part in one.parts)
        lines = [line for _heading, part in parts for line in part]
        is_none = one.name in self._none
        return TickList(one.name, one.title, parts, is_none, self._error(lines, is_none))

    def _line(self, question: Question) -> Line:
        is_yes = question.code in self._yes
        more = tuple(self._more(each, is_yes=is_yes) for each in question.follow_ups)
        return Line(question.code, question.words, is_yes, question.code in self._unsure, more)

    def _more(self, more: FollowUp, *, is_yes: bool) -> MoreRow:
        chosen = set(self._sent.getlist(MORE + more.name))
        offered = more.choices or tuple((str(number), str(number)) for number in range(more.most + 1))
        choices = tuple((value, words, value in chosen) for value, words in offered)
        is_missing = is_yes and more.kind != "areas" and not any(is_chosen for *_rest, is_chosen in choices)
        is_unknown = is_yes and not chosen <= {value for value, _words in offered}
        is_wrong = self.is_bound and (is_missing or is_unknown)
        return MoreRow(more.name, more.words, more.kind, choices, is_wrong)

    def _error(self, lines: Sequence[Line], is_none: bool) -> str:
        if not self.is_bound:
            return ""
        is_ticked = any(line.is_yes or line.is_unsure for line in lines)
        if is_ticked and is_none:
            return _("Something is ticked here, and “None of these” as well. Please keep one of them.")
        if not is_ticked and not is_none:
            return _("Please tick what applies, or “None of these”.")
        if any(more.is_missing for line in lines for more in line.more):
            return _("Please answer what is asked below the line that you ticked.")
        return ""


def ticks_of(data: QueryDict) -> list[tuple[str, str]]:
    """What was ticked, as hidden fields that bring it along; what no page of ours could send is dropped."""
    names = [name for name in data if name in (YES, UNSURE, NONE, ALL) or name.startswith(MORE)]
    pairs = [(name, value) for name in names for value in data.getlist(name)]
    return [pair for pair in pairs if all(len(part) <= LONGEST for part in pair)][:MOST]


def was_whole(data: Mapping[str, Any]) -> bool:
    """Whether the page that was sent showed the whole check."""
    return bool(data.get(ALL))


def was_asked_again(data: Mapping[str, Any]) -> bool:
    """Whether it showed it because the short one did not do."""
    return data.get(ALL) == AGAIN
