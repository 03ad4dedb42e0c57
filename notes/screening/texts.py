"""What a gate tells the patient: calm, never naming a disease. Placeholders: {emergency_number}, {date}."""

from collections.abc import Mapping

from notes.screening.gate import Gate
from notes.wording import gettext_noop

EMERGENCY = gettext_noop(
    "Your answers mention something that needs urgent medical care today. Please call {emergency_number} "
    "or go to an emergency department now. Massage is not safe until this has been checked. We have not "
    "made a booking."
)
TODAY = gettext_noop(
    "Your answers mention something that a physician should look at today. Please contact a physician or "
    "an urgent care service today. If you can't reach one, go to an emergency department or call "
    "{emergency_number}. Massage is not safe until this has been checked. We have not made a booking."
)
PHYSICIAN = gettext_noop(
    "Before we book a massage, please have a physician look at this. It is usually nothing serious, but it "
    "should be checked first. You can add the outcome here, or call us."
)
EMERGENCY_VISIT = gettext_noop(
    "Your answers mention something that needs urgent medical care today. Please call {emergency_number} "
    "or go to an emergency department now. Massage is not safe until this has been checked."
)
TODAY_VISIT = gettext_noop(
    "Your answers mention something that a physician should look at today. Please contact a physician or "
    "an urgent care service today. If you can't reach one, go to an emergency department or call "
    "{emergency_number}. Massage is not safe until this has been checked."
)
PHYSICIAN_VISIT = gettext_noop(
    "Before your next massage, please have a physician look at this. It is usually nothing serious, but it "
    "should be checked first."
)
DEFER_VISIT = gettext_noop("Let's wait until you feel well. A massage is fine again from {date}.")
VISIT_STAYS = gettext_noop("Your visit is still in the calendar. The clinic will call you about it.")
STANDING = gettext_noop(
    "Before the next booking we would like to speak with you. Please call us: it takes a few minutes."
)
NOT_THIS_ONE = gettext_noop(
    "With your answers, this kind of massage is not the right one for now. Please choose another one, or call us."
)
WITHIN_TWO_DAYS = gettext_noop("Please see a physician within the next 24 to 48 hours.")
BEFORE_NEXT = gettext_noop("Please do so before your next massage, within about one to two weeks.")
DEFER = gettext_noop("Let's wait until you feel well. You can book from {date}.")
DEFER_UNDATED = gettext_noop("Let's wait until you feel well. You can book again 48 hours after that.")
THERAPIST = gettext_noop("Thanks. A therapist will read your answers and confirm within one working day.")
THERAPIST_VISIT = gettext_noop("Thanks. Your therapist will read your answers before the visit.")
LOCAL = gettext_noop("We will leave out the areas you marked.")
ASK_PHYSICIAN = gettext_noop("Please mention how your pain behaves to your physician when you next see one.")
GUARDIAN = gettext_noop("A parent or guardian needs to agree and to be present.")

# For therapists: what a gate is called, and the reasons that are no item of the form.
TIER_NAMES: Mapping[int, str] = {
    0: gettext_noop("Clear"),
    1: gettext_noop("Leave areas out"),
    2: gettext_noop("For the therapist"),
    3: gettext_noop("Wait"),
    4: gettext_noop("Physician first"),
    5: gettext_noop("Urgent care"),
}
REASONS: Mapping[str, str] = {
    "p1": gettext_noop("Strong pain at night"),
    "t6": gettext_noop("Pain that began slowly, eases with moving and not with rest"),
    "night": gettext_noop("Pain at night, worth a question"),
    "si_injection": gettext_noop("An injection near the base of the spine less than 7 days ago"),
    "frac": gettext_noop("Several signs together ask for a look at the spine"),
    "f70": gettext_noop("Over 70, with pain that began a short time ago"),
}
EMERGENCY_TITLE = gettext_noop("Please get medical help first")
TODAY_TITLE = gettext_noop("Please see somebody about this today")
PHYSICIAN_TITLE = gettext_noop("Please have this looked at first")
WAIT_TITLE = gettext_noop("Let’s wait a little")
OTHER_TITLE = gettext_noop("Another treatment suits you better now")

TIER_TEXTS: Mapping[int, str] = {5: EMERGENCY, 4: PHYSICIAN, 3: DEFER, 2: THERAPIST, 1: LOCAL}


# What is said when there is a visit already, and not a booking to be made.
_FOR_A_VISIT: Mapping[str, str] = {
    EMERGENCY: EMERGENCY_VISIT,
    TODAY: TODAY_VISIT,
    PHYSICIAN: PHYSICIAN_VISIT,
    DEFER: DEFER_VISIT,
    DEFER_UNDATED: DEFER_VISIT,
    THERAPIST: THERAPIST_VISIT,
}


def visit_messages(gate: Gate) -> tuple[str, ...]:
    """The same for a check before a visit that is booked already: from tier 3 the clinic calls about it."""
    said = tuple(_FOR_A_VISIT.get(text, text) for text in messages(gate))
    return (*said, VISIT_STAYS) if gate.tier >= 3 else said


def messages(gate: Gate) -> tuple[str, ...]:
    """The texts for a gate, most urgent first; none for tier 0. The caller translates and fills the
    placeholders.

    An emergency item answered "not sure" is tier 4 and still shows the emergency text first. The leg item
    e8 on its own asks for care today without putting the ambulance number first.
    """
    sudden = [reason for reason in gate.reasons if reason.startswith("e")]
    emergency = (TODAY if sudden == ["e8"] else EMERGENCY,) if sudden else ()
    if gate.tier == 5:
        return emergency
    if gate.tier == 4:
        return (*emergency, PHYSICIAN, WITHIN_TWO_DAYS if gate.urgent else BEFORE_NEXT)
    if gate.tier == 3:
        return (DEFER if gate.defer_until else DEFER_UNDATED,)
    extra = ((ASK_PHYSICIAN,) if "t6" in gate.reasons else ()) + ((GUARDIAN,) if "t7" in gate.reasons else ())
    return ((TIER_TEXTS[gate.tier],) if gate.tier else ()) + extra


def title(gate: Gate) -> str:
    """The headline over the texts of a gate that stops; none below tier 3."""
    first = next(iter(messages(gate)), "")
    titles = {EMERGENCY: EMERGENCY_TITLE, TODAY: TODAY_TITLE, PHYSICIAN: PHYSICIAN_TITLE}
    return titles.get(first, WAIT_TITLE if gate.tier == 3 else "")
