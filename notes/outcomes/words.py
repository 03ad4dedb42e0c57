"""The words of the measures that ship with this project, all its own (docs/clinical-sources.md). Pure.

PSFS is a method after Stratford 1995 [R8b]; PIM-3 is this project's and not a validated instrument.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from notes.wording import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Item:
    """A question, and what the two ends of its scale mean."""

    text: str
    low: str
    high: str


NO_PAIN, WORST = _("no pain"), _("worst imaginable")
NRS_AVERAGE = Item(_("On the whole, how strong was the pain in the last seven days?"), NO_PAIN, WORST)
NIGHT_WORST = Item(
    _("At its worst, how strong was the pain at night in the last seven nights?"), NO_PAIN, WORST
)
NIGHT_WAKINGS = _("In how many of these nights did it wake you?")
NIGHT_EASES = _("Does it ease when you change your position?")
GRC = Item(
    _("Compared with when the plan began, how is it now?"), _("very much worse"), _("very much better")
)
PSFS = Item(_("How well can you do this now?"), _("unable"), _("as before"))
PIM3: Mapping[str, Item] = {
    "average": Item(_("How strong was the pain on average in the last week?"), NO_PAIN, WORST),
    "activity": Item(
        _("How much did it keep you from what you had to do?"), _("not at all"), _("completely")
    ),
    "enjoyment": Item(_("How much did it spoil what you like to do?"), _("not at all"), _("completely")),
}
SUPPORT_NAME = _("Nights with your supports")
SUPPORT_NIGHTS = _("On how many of the last seven nights did you use the pillows or supports of your plan?")
PHQ2_SUPPORT = _(
    "Thank you for answering. If low mood stays with you, a physician is a good person to talk to. If you think of "
    "harming yourself, please call your local emergency number or a crisis line now."
)
