"""Session notes of regulars: short, calm, in the words of somebody who writes six of them a day."""

from notes.demo.dice import Dice
from notes.demo.story_shapes import SoapText

AREAS = {
    "mod-sport": ("both calves", "the back of the thighs", "hips and thighs", "shoulders after training"),
    "mod-swe": ("back and shoulders", "back and legs", "the whole back", "neck and back"),
}
USUAL_AREAS = ("neck and shoulders", "the low back", "the upper back", "the right shoulder", "back and hips")
SINCE = (
    "Feels much as last time.",
    "A busy week, more sitting than usual.",
    "Slept well, moves more easily in the morning.",
    "Long drive at the weekend.",
    "Back to training since Monday.",
    "No complaints, comes to keep it that way.",
    "Tired; children were ill at home.",
)
FOUND = (
    "Firm to the touch, more on the right.",
    "Even on both sides.",
    "Softer than last time at rest.",
    "Movement free, a little short at the end of the range.",
    "Two tender spots, both known.",
    "Breath calm, muscles let go slowly.",
)
THOUGHT = (
    "Tension from daily load. Pressure 3 of 5, well taken.",
    "No change since last time, nothing that speaks against going on.",
    "Responds to slow work; light pressure was enough.",
    "As expected after the week described.",
    "Pressure 2 of 5 at the patient's wish.",
)
AHEAD = (
    "Same focus next time.",
    "Short walk after long sitting.",
    "Shorter session next time, by the patient's wish.",
    "Calf stretch at the wall, both sides.",
    "Warm shower in the evening if it feels good.",
    "Look at the desk height together.",
)


def regular_note(dice: Dice, modality: str) -> tuple[int, int, SoapText]:
    """Pain before and after, and the note of a visit of that modality."""
    before = dice.choice((1, 2, 2, 3, 3, 4, 4, 5, 6))
    after = max(before - dice.choice((0, 0, 1, 1, 1, 2, 2, 3)), 0)
    area = dice.choice(AREAS.get(modality, USUAL_AREAS))
    text = SoapText(
        f"{dice.choice(SINCE)} Asked for work on {area}.",
        f"{area[0].upper()}{area[1:]}: {dice.choice(FOUND).lower()}",
        dice.choice(THOUGHT),
        dice.choice(AHEAD),
    )
    return before, after, text
