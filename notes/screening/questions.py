"""The words of the screening form: calm, worded for this project, never naming a suspected disease.

Questions ask about what is new or changed in the last three months unless they say otherwise.
"""

from collections.abc import Mapping

from notes.wording import gettext_noop

GROUPS: Mapping[str, str] = {
    "sudden": gettext_noop("Sudden or strong changes"),
    "general": gettext_noop("Your general health lately"),
    "injury": gettext_noop("Injuries, nerves and how your pain behaves"),
    "care": gettext_noop("Medical care and pregnancy"),
    "conditions": gettext_noop("Lasting conditions and what makes you comfortable"),
    "today": gettext_noop("Today, and your skin"),
}

QUESTIONS: Mapping[str, str] = {
    "e1": gettext_noop("New numbness between your legs, or around your buttocks or genitals"),
    "e2": gettext_noop(
        "New trouble passing or holding urine or stool, or new loss of feeling during sex (constipation "
        "on its own does not count)"
    ),
    "e3": gettext_noop(
        "New pain or weakness in both legs, an arm or leg that has been getting weaker over days, or a "
        "foot that drags"
    ),
    "e4": gettext_noop(
        "In the past 7 days: a fast road crash, a fall from more than 1 metre or 5 steps, a dive or blow "
        "to the top of the head; or any neck injury if you are 65 or older; or an injury followed by "
        "tingling in arms or legs, or a neck that will not turn halfway to the side"
    ),
    "e5": gettext_noop(
        "A sudden, unusual headache or neck pain together with dizziness, double vision, slurred speech, "
        "trouble swallowing, a drooping face or a collapse"
    ),
    "e6": gettext_noop(
        "Back pain together with chest pain, shortness of breath, fainting or a tearing pain in the belly"
    ),
    "e7": gettext_noop("A fever together with severe back pain or a stiff neck, while feeling very ill"),
    "e8": gettext_noop("One leg that is newly swollen, hot and painful"),
    "p1": gettext_noop("Strong pain at night"),
    "p2": gettext_noop("Weight loss you did not intend: 5 percent or 4.5 kg or more within six months"),
    "p3": gettext_noop("Cancer at any time in your life, and now new back or neck pain"),
    "p4": gettext_noop("Fever, shivering, sweating through the night, or a serious infection not long ago"),
    "p5": gettext_noop("Injected drugs, a weakened immune system, or a recent procedure on your spine"),
    "p6": gettext_noop("Steroid tablets for three months or more, and now new pain"),
    "p7": gettext_noop(
        "A hard knock or fall; or even a light one if you are 70 or older or have brittle bones; or a "
        "bruise over your spine"
    ),
    "p8": gettext_noop(
        "Clumsy hands, unsteady walking, or a feeling like an electric shock when you bend your neck"
    ),
    "p9": gettext_noop(
        "Numbness or weakness in one arm or leg for more than two weeks that no clinician has looked at"
    ),
    "p10": gettext_noop(
        "First back or neck pain of your life, or constant pain in the upper or mid back even at rest"
    ),
    "p11": gettext_noop(
        "Surgery in the last 6 weeks or a broken bone in the last 8 weeks in the area; a blood clot in "
        "the last 3 months; a widened artery; blood pressure of 180 over 110 or more, or an unstable "
        "heart condition"
    ),
    "p12": gettext_noop(
        "Pregnant, with bleeding, high blood pressure of pregnancy or an earlier blood clot, or told "
        "that the pregnancy needs special care"
    ),
    "p13": gettext_noop("Cancer treatment now or within the last 12 months"),
    "d1": gettext_noop(
        "Today: fever, vomiting or something catching; alcohol or medicine that makes you drowsy; or a "
        "sprain less than 48 hours old"
    ),
    "t1": gettext_noop("Medicine that thins the blood, or blood that does not clot well"),
    "t2": gettext_noop("Pregnant, without complications"),
    "t3": gettext_noop("Brittle bones, or steroids for a long time, without new pain"),
    "t4": gettext_noop("Rheumatic joint or spine disease, Down syndrome, or very loose joints"),
    "t5": gettext_noop("Diabetes or reduced feeling in the skin, epilepsy, a pacemaker or a pump"),
    "t6": gettext_noop("How your pain behaves"),
    "t7": gettext_noop("Younger than 18"),
    "t8": gettext_noop(
        "A hard time at present, a recent bad experience, or areas you prefer not to have touched"
    ),
    "l1": gettext_noop("Rash, infection, open wound, burn, sunburn, bruise, bite or new tattoo"),
    "l2": gettext_noop("Varicose veins, an inflamed joint, a lump, a port or implant, or a hernia"),
    "l3": gettext_noop("An injection, needling or vaccination less than 7 days ago"),
    "l4": gettext_noop("An allergy to oils, nuts, scents, latex or warming creams"),
}

# Asked in place of the computed items: night pain for p1, two halves of p10, five features for t6. The age behind
# p10-first and t7 comes from the date of birth.
SUB_QUESTIONS: Mapping[str, str] = {
    "night-n": gettext_noop("Worst pain at night in the last 7 nights, from 0 to 10"),
    "night-k": gettext_noop("On how many of these nights did pain wake you?"),
    "night-e": gettext_noop("Does changing position ease it?"),
    "p10-first": gettext_noop("Is this the first back or neck pain of your life?"),
    "p10-rest": gettext_noop("Is there constant pain in your upper or mid back, also at rest?"),
    "t6-1": gettext_noop("Did the pain begin before you were 40?"),
    "t6-2": gettext_noop("Did it begin gradually?"),
    "t6-3": gettext_noop("Does it get better when you move?"),
    "t6-4": gettext_noop("Does it stay the same or get worse when you rest?"),
    "t6-5": gettext_noop("If it hurts at night, does getting up ease it?"),
}
