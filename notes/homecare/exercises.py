"""The home exercise library: fifteen moves in this project's own words. Common doses after public leaflets
[L2].

Every step is one text to translate; its key is stable (`step_key`). `avoid_if` tags warn the therapist on
assignment.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from notes.wording import gettext_noop

Range = tuple[int, int]
DEFAULT_DOSE = gettext_noop(
    "Every day, slowly, and keep breathing. Start low; after three easy days add one repetition."
)


@dataclass(frozen=True, slots=True)
class Dose:
    """Ranges (least, most). hold_s: seconds held each time, (0, 0) for none. each_side: counted per side."""

    sets: Range = (1, 1)
    reps: Range = (1, 1)
    hold_s: Range = (0, 0)
    each_side: bool = False


@dataclass(frozen=True, slots=True)
class Exercise:
    """regions: body chart codes without a side. goals: mobility, strength or stretch."""

    code: str
    title: str
    steps: tuple[str, ...]
    regions: tuple[str, ...]
    goals: tuple[str, ...]
    dose_default: Dose
    caution: str = ""
    avoid_if: tuple[str, ...] = ()
    source: str = "[L2]"

    def step_key(self, number: int) -> str:
        """The stable key of a step, counted from 1, such as `ex-01.step.1`."""
        if not 1 <= number <= len(self.steps):
            raise ValueError(f"{self.code}: has no step {number}")
        return f"{self.code}.step.{number}"


BACK = ("thl", "lum")
NECK = ("nkp",)

EXERCISES: tuple[Exercise, ...] = (
    Exercise(
        "ex-01",
        gettext_noop("Cat-cow"),
        (
            gettext_noop("Come onto hands and knees, hands under the shoulders."),
            gettext_noop("Round the back up and let the head hang."),
            gettext_noop("Then let the belly sink, lift the chest and look ahead."),
            gettext_noop("Move with your breath."),
        ),
        ("thu", *BACK),
        ("mobility",),
        Dose(sets=(1, 2), reps=(8, 10)),
        gettext_noop("With wrist or knee pain do it sitting on a chair. In a flare keep the movement small."),
        ("wrist_pain", "knee_pain"),
    ),
    Exercise(
        "ex-02",
        gettext_noop("Pelvic tilt"),
        (
            gettext_noop("Lie on your back with the knees bent."),
            gettext_noop("Flatten the low back to the floor and hold."),
            gettext_noop("Let go."),
        ),
        ("lum",),
        ("mobility", "strength"),
        Dose(reps=(10, 10), hold_s=(5, 5)),
        gettext_noop("Late in pregnancy do it standing against a wall."),
        ("late_pregnancy",),
    ),
    Exercise(
        "ex-03",
        gettext_noop("One knee to chest"),
        (
            gettext_noop("Lie on your back."),
            gettext_noop("Draw one knee up with both hands until you feel a mild stretch."),
            gettext_noop("Change sides."),
        ),
        ("lum", "glu"),
        ("stretch",),
        Dose(reps=(3, 3), hold_s=(20, 20), each_side=True),
        gettext_noop("Not after a recent hip replacement, or when bending forward brings the pain on."),
        ("recent_hip_replacement", "flexion_aggravated"),
    ),
    Exercise(
        "ex-04",
        gettext_noop("Child's pose"),
        (
            gettext_noop("Kneel and sit back towards your heels."),
            gettext_noop("Walk the hands forward."),
            gettext_noop("Rest the forehead."),
        ),
        BACK,
        ("stretch",),
        Dose(reps=(3, 3), hold_s=(20, 30)),
        gettext_noop(
            "Not with knee problems, late in pregnancy, or when bending forward brings the pain on."
        ),
        ("knee_pain", "late_pregnancy", "flexion_aggravated"),
    ),
    Exercise(
        "ex-05",
        gettext_noop("Bird-dog"),
        (
            gettext_noop("Come onto hands and knees."),
            gettext_noop("Reach one arm forward and the opposite leg back, hips level."),
            gettext_noop("Hold, then swap."),
        ),
        (*BACK, "glu"),
        ("strength",),
        Dose(reps=(6, 8), hold_s=(5, 5), each_side=True),
        gettext_noop("With shoulder or wrist pain move only the legs."),
        ("shoulder_pain", "wrist_pain"),
    ),
    Exercise(
        "ex-06",
        gettext_noop("Bridge"),
        (
            gettext_noop("Lie on your back with the knees bent."),
            gettext_noop("Squeeze the seat and lift the hips until they are in line with the thighs."),
            gettext_noop("Lower slowly."),
        ),
        ("lum", "glu"),
        ("strength",),
        Dose(reps=(8, 12), hold_s=(3, 3)),
        gettext_noop(
            "If the back of the thigh cramps, lift less. With high blood pressure never hold your breath."
        ),
        ("uncontrolled_blood_pressure",),
    ),
    Exercise(
        "ex-07",
        gettext_noop("Chin tuck"),
        (
            gettext_noop("Sit tall, eyes level."),
            gettext_noop("Slide the chin straight back and feel length at the back of the neck."),
            gettext_noop("Release."),
        ),
        NECK,
        ("mobility", "strength"),
        Dose(reps=(8, 10), hold_s=(5, 5)),
        gettext_noop("Stop if you get dizzy or feel anything in your arm."),
        ("dizziness", "arm_symptoms"),
    ),
    Exercise(
        "ex-08",
        gettext_noop("Knee rolls"),
        (
            gettext_noop("Lie on your back with the knees together."),
            gettext_noop("Let the knees drift to one side and bring them back."),
            gettext_noop("Then the other side."),
        ),
        ("lum",),
        ("mobility",),
        Dose(reps=(8, 8), each_side=True),
        gettext_noop("Stay where it is comfortable."),
    ),
    Exercise(
        "ex-09",
        gettext_noop("Prop on elbows"),
        (
            gettext_noop("Lie face down."),
            gettext_noop("Rise onto your elbows and let the low back sag."),
            gettext_noop("Breathe."),
        ),
        ("lum",),
        ("mobility",),
        Dose(reps=(3, 3), hold_s=(20, 20)),
        gettext_noop("Not late in pregnancy, or when bending backward brings the pain on."),
        ("spinal_stenosis", "extension_aggravated", "late_pregnancy"),
    ),
    Exercise(
        "ex-10",
        gettext_noop("Dead bug"),
        (
            gettext_noop("Lie on your back, hips and knees at a right angle."),
            gettext_noop("Lower one heel and the opposite arm while the back stays still."),
            gettext_noop("Come back and change sides."),
        ),
        ("lum", "abl"),
        ("strength",),
        Dose(reps=(6, 8), each_side=True),
        gettext_noop("If it strains, keep one foot down."),
    ),
    Exercise(
        "ex-11",
        gettext_noop("Shoulder-blade squeeze"),
        (
            gettext_noop("Sit tall."),
            gettext_noop("Draw the shoulder blades back and slightly down."),
            gettext_noop("Hold, then let go."),
        ),
        ("scp", "thu"),
        ("strength",),
        Dose(reps=(10, 10), hold_s=(5, 5)),
    ),
    Exercise(
        "ex-12",
        gettext_noop("Side neck stretch"),
        (
            gettext_noop("Sit on one hand."),
            gettext_noop("Tip the ear towards the other shoulder until you feel a mild pull."),
            gettext_noop("Change sides."),
        ),
        (*NECK, "trp"),
        ("stretch",),
        Dose(reps=(3, 3), hold_s=(20, 20), each_side=True),
        gettext_noop("Do not pull the head with your hand. Stop if your arm tingles."),
        ("arm_symptoms",),
    ),
    Exercise(
        "ex-13",
        gettext_noop("Neck turn"),
        (
            gettext_noop("Sit tall."),
            gettext_noop("Turn to look over one shoulder and pause."),
            gettext_noop("Then the other side."),
        ),
        NECK,
        ("mobility",),
        Dose(reps=(6, 8), each_side=True),
        gettext_noop("Not when you are dizzy or hurt your neck not long ago."),
        ("dizziness", "recent_neck_injury"),
    ),
    Exercise(
        "ex-14",
        gettext_noop("Doorway chest stretch"),
        (
            gettext_noop("Put a forearm on the door frame at shoulder height."),
            gettext_noop("Step through gently until you feel a mild stretch."),
            gettext_noop("Change sides."),
        ),
        ("pec", "sha"),
        ("stretch",),
        Dose(reps=(3, 3), hold_s=(20, 20), each_side=True),
        gettext_noop("Not when your shoulder tends to slip out."),
        ("shoulder_instability",),
    ),
    Exercise(
        "ex-15",
        gettext_noop("Strap hamstring stretch"),
        (
            gettext_noop("Lie on your back with a strap round one foot."),
            gettext_noop("Raise the straight leg until you feel a mild pull."),
            gettext_noop("Change sides."),
        ),
        ("thp",),
        ("stretch",),
        Dose(reps=(3, 3), hold_s=(20, 30), each_side=True),
        gettext_noop("If pain runs down your leg, bend the knee; stop if it goes below the knee."),
        ("sciatica",),
    ),
)
BY_CODE: Mapping[str, Exercise] = {exercise.code: exercise for exercise in EXERCISES}


def exercise(code: str) -> Exercise:
    """The exercise of a code, in any letter case. Raises ValueError naming an unknown one."""
    found = BY_CODE.get(str(code).strip().lower())
    if found is None:
        raise ValueError(f"{code!r} is not an exercise of the library")
    return found


def warnings(code: str, patient_tags: Iterable[str]) -> tuple[str, ...]:
    """The patient's tags for which this exercise is better avoided, in the exercise's order."""
    tags = {tag.strip().lower().replace("-", "_").replace(" ", "_") for tag in patient_tags}
    return tuple(tag for tag in exercise(code).avoid_if if tag in tags)
