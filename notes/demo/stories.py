"""The stories told by the demo clinic's charts: one per patient of the cast. Data and its shapes only.

Days count from today. Nothing here is a diagnosis or a promise; the words are a therapist's own.
"""

from collections.abc import Mapping

from notes.demo.story_shapes import Means, Plan, Reading, Scene, SoapText, Story, Target

STORIES: Mapping[str, Story] = {
    "amara": Story(
        "maya",
        (
            Scene(-18, ("therapeutic", 60), (7, 5), SoapText(
                "Low back aches after nine hours at the desk, worst when getting up. Sleeps through. Wants to sit "
                "through a film again.",
                "Guarded when bending forward, hands reach the knees. Tight on both sides of the low back, more "
                "on the left.",
                "Tension in the low back, load from sitting. Took moderate pressure well. Plan agreed together.",
                "Twice a week for three weeks. Two minutes of walking every hour. Pillow between the knees.",
            )),
            Scene(-12, ("therapeutic", 60), (6, 4), SoapText(
                "Walked most hours, forgot on two days. Getting up is still the worst moment.",
                "Hands reach mid-shin. Left side softer than last time.",
                "Follows the plan; a little more room in bending.",
                "Same focus. Add cat-cow, ten slow repeats in the morning.",
            )),
            Scene(-5, ("heat", 60), (6, 3), SoapText(
                "Slept well. Sat through a long meeting on Thursday with one break.",
                "Even on both sides. Warm pack for fifteen minutes, skin unchanged afterwards.",
                "Warmth was pleasant; pressure 3 of 5 throughout.",
                "Keep the walks and the cat-cow. Look at the chair height together next time.",
                "Ten slow cat-cows in the morning, a short walk every hour.",
            ), addendum=("addendum", "Asked at the door", "Asked whether a warm bath is fine. Said yes, if "
                         "comfortable, and not longer than twenty minutes.")),
            Scene(0, ("therapeutic", 60), (5, 3)),
            Scene(6, ("therapeutic", 60)),
        ),
        Plan(
            "Aching low back after long days of sitting", ("lum-l", "lum-m", "lum-r"), 150, "active",
            goals=(
                Target("Sitting through a film, from 3/10 to 7/10", "psfs", 3, 7, 30),
                Target("Average pain over a week, from 6/10 to 3/10", "nrs", 6, 3, 30),
            ),
            means=(
                Means("massage", dose=(2, 60, 3), service="therapeutic"),
                Means("exercise", "Cat-cow, ten slow repeats every morning; stop if it hurts more."),
                Means("lifestyle", "Stand up and walk for two minutes every hour of desk work."),
                Means("sleep_rest", "On the side, with a pillow between the knees."),
                Means("heat", "Warm pack with a cloth between, fifteen to twenty minutes, never while asleep."),
            ),
            review_in=9,
            readings=(
                Reading(-18, "nrs", {"nrs": 6}), Reading(-11, "nrs", {"nrs": 5}), Reading(-4, "nrs", {"nrs": 4}),
                Reading(-18, "psfs", {"Sitting through a film": 3}),
                Reading(-4, "psfs", {"Sitting through a film": 5}),
            ),
        ),
    ),
    "jonas": Story(
        "tomas",
        (
            Scene(-16, ("sports", 60), (6, 4), SoapText(
                "Right calf tightens from the eighth kilometre on. Half marathon in ten weeks.",
                "Calf firm along the inner side, ankle bends less on the right. No swelling, no warmth.",
                "Tired calf after a jump in weekly distance. No reason seen not to go on.",
                "Once a week through the build-up. Cut this week's distance by a third.",
            )),
            Scene(-8, ("sports", 60), (4, 3), SoapText(
                "Ran 24 km in the week without stopping. Calf feels its age the morning after.",
                "Ankle nearly even. Two firm spots left, below the knee.",
                "Going along with the plan.",
                "Calf raises on a step every other day. Next long run on flat ground.",
            ), addendum=("correction", "Wrong side noted", "The two firm spots were on the right, not on both sides.")),
            Scene(0, ("sports", 60), (3, 2)),
            Scene(7, ("sports", 60)),
        ),
        Plan(
            "Right calf tightens on longer runs", ("clf-r",), 49, "active",
            goals=(Target("Running 15 km in one go, from 4/10 to 8/10", "psfs", 4, 8, 45),),
            means=(
                Means("massage", dose=(1, 60, 8), service="sports"),
                Means("exercise", "Calf raises on a step, three times twelve, every other day."),
                Means("lifestyle", "No more than a tenth more distance from week to week."),
            ),
            review_in=12,
            readings=(
                Reading(-16, "psfs", {"Running 15 km": 4}), Reading(-8, "psfs", {"Running 15 km": 5}),
                Reading(-16, "nrs", {"nrs": 4}), Reading(-8, "nrs", {"nrs": 3}),
            ),
        ),
    ),
    "beth": Story(
        "maya",
        (
            Scene(-1, ("therapeutic", 60), (5, 4), SoapText(
                "Neck feels short on the right since the move in spring. Turning to reverse the car is the hardest.",
                "Turns to the left freely, to the right about half as far. Shoulder drawn up.",
                "", "",
            ), is_draft=True),
            Scene(6, ("therapeutic", 60)),
        ),
        Plan(
            "Stiff neck on the right, since moving house", ("nkp-r", "trp-r"), 190, "draft", precision="month",
            goals=(Target("Looking over the shoulder when reversing, from 4/10 to 8/10", "psfs", 4, 8, 42),),
            means=(Means("massage", dose=(2, 60, 4), service="therapeutic"),),
        ),
    ),
    "camille": Story(
        "ingrid",
        (
            Scene(-24, ("swedish", 60), (6, 5), SoapText(
                "Upper back tired by evening. Has not slept well for some weeks.",
                "Shoulders forward, breath shallow at first. Light pressure only.",
                "General tension. Prefers calm work; no deep pressure.",
                "Four sessions, then look again. Ten quiet minutes on the back in the afternoon.",
            )),
            Scene(-17, ("swedish", 60), (6, 6), SoapText(
                "Woke most nights. Mentions that the ache stays whatever the position.",
                "No change to the touch. Session kept short at her wish.",
                "Not what we would expect from a tired back alone. Asked her to see her physician first.",
                "Pause until she has spoken with the physician. Called her the next day.",
            )),
            Scene(-9, ("swedish", 60), fate="late_cancel"),
        ),
        Plan(
            "Tired upper back in the evening", ("thu-l", "thu-m", "thu-r"), 80, "on_hold",
            goals=(Target("Average pain over a week, from 6/10 to 3/10", "nrs", 6, 3, 14),),
            means=(
                Means("massage", dose=(1, 60, 4), service="swedish"),
                Means("sleep_rest", "On the back, a pillow under the knees, ten minutes after lunch."),
                Means("referral", "Asked to see her physician before the next session."),
            ),
            review_in=3,
            readings=(Reading(-24, "nrs", {"nrs": 6}), Reading(-17, "nrs", {"nrs": 6})),
        ),
    ),
    "mateo": Story(
        "tomas",
        (
            Scene(-36, ("deep", 60), (6, 4), SoapText(
                "Right shoulder heavy after the climbing season. Reaching overhead is the hardest.",
                "Arm goes up three quarters of the way. Firm along the shoulder blade.",
                "Overworked shoulder. Deep work on the back of the shoulder, 4 of 5, well taken.",
                "Once a week, four times. No overhang for two weeks.",
            )),
            Scene(-29, ("deep", 60), (5, 3), SoapText(
                "Kept off the overhang. Reached the top shelf on Sunday.",
                "Arm almost all the way up.",
                "Going along with the plan.",
                "Same focus; start wall slides, ten a day.",
            )),
            Scene(-22, ("deep", 60), (3, 2), SoapText(
                "First easy climb again, no trouble afterwards.",
                "Both arms alike.",
                "As planned.",
                "One more session, then the closing talk.",
            )),
            Scene(-15, ("sports", 60), (2, 1), SoapText(
                "Climbs twice a week as before. Knows his warm-up by heart.",
                "Both arms alike, shoulder blade moves freely.",
                "What was agreed has been reached, by his own rating.",
                "Goes on by himself with wall slides twice a week. Comes back if he wants to.",
            )),
        ),
        Plan(
            "Heavy right shoulder after the climbing season", ("scp-r", "shp-r"), 78, "completed",
            goals=(Target("Reaching the top shelf, from 4/10 to 8/10", "psfs", 4, 8, -8),),
            means=(
                Means("massage", dose=(1, 60, 4), service="deep"),
                Means("exercise", "Wall slides, ten a day, slowly."),
            ),
            review_in=-15,
            closed=("goals_met", "Top shelf rated 9 of 10. Chose wall slides twice a week to go on with."),
            readings=(
                Reading(-36, "psfs", {"Reaching the top shelf": 4}), Reading(-15, "psfs", {"Reaching the top shelf": 9}),
                Reading(-36, "nrs", {"nrs": 5}), Reading(-22, "nrs", {"nrs": 3}), Reading(-15, "nrs", {"nrs": 1}),
            ),
        ),
    ),
    "noa": Story(
        "priya",
        (
            Scene(-10, ("therapeutic", 60), (5, 3), SoapText(
                "Both shoulders up by noon on teaching days. Jaw tired in the evening.",
                "Tight along the top of both shoulders. Jaw not treated.",
                "Tension from long standing and speaking. Moderate pressure, 3 of 5.",
                "Four sessions, every other week. Shoulder rolls between two lessons.",
            )),
            Scene(4, ("therapeutic", 60)),
        ),
        Plan(
            "Shoulders drawn up on teaching days", ("trp-l", "trp-r"), 400, "active", precision="year",
            goals=(Target("Average impact of pain, from 5/10 to 3/10", "pim3", 5, 3, 50),),
            means=(
                Means("massage", dose=(1, 60, 4), service="therapeutic"),
                Means("lifestyle", "Ten shoulder rolls between two lessons."),
                Means("external_therapy", "Yoga class on Tuesdays, asked about and encouraged."),
            ),
            review_in=18,
            readings=(Reading(-10, "pim3", {"average": 5, "activity": 6, "enjoyment": 4}),),
        ),
    ),
    "layla": Story(
        "maya",
        (
            Scene(-23, ("therapeutic", 60), (6, 4), SoapText(
                "Mid back stiff after the night shifts. Lifts a lot at work.",
                "Rib cage moves little on the left.",
                "Stiffness from load and short nights.",
                "Four weekly sessions, then look at it together.",
            )),
            Scene(-16, ("therapeutic", 60), (6, 4), SoapText(
                "Two day shifts this week, which was easier.",
                "Breath reaches further down. Still tight on the left.",
                "Going along with the plan.",
                "Same focus. Arms on the table, let the back hang, one minute.",
            )),
            Scene(-9, ("heat", 60), (5, 3), SoapText(
                "Likes the hanging stretch, does it at work.",
                "Even on both sides.",
                "Warm pack well taken.",
                "Go on. Ask for the average again next week.",
            )),
            Scene(-2, ("therapeutic", 60), (4, 3), SoapText(
                "Night shifts again from Monday. Would like to keep an appointment a month.",
                "Even on both sides, breath calm.",
                "End of the agreed course; less pain by her own rating.",
                "Review the plan today: go on monthly, change, or close.",
            )),
        ),
        Plan(
            "Stiff mid back after night shifts", ("thl-l", "thl-m"), 60, "active",
            goals=(Target("Average pain over a week, from 6/10 to 3/10", "nrs", 6, 3, 5),),
            means=(
                Means("massage", dose=(1, 60, 4), service="therapeutic"),
                Means("exercise", "Arms on the table, let the back hang, one minute, twice a day."),
            ),
            review_in=0,
            readings=(
                Reading(-23, "nrs", {"nrs": 6}), Reading(-16, "nrs", {"nrs": 5}), Reading(-9, "nrs", {"nrs": 4}),
                Reading(-2, "nrs", {"nrs": 3}), Reading(-2, "grc", {"grc": 3}),
            ),
        ),
    ),
    "donghyun": Story(
        "daniel",
        (
            Scene(-20, ("therapeutic", 60), (7, 6), SoapText(
                "Tightness from the low back to the right hip after rowing. Sits on a cushion at work.",
                "Right hip turns in less. Firm over the back of the hip.",
                "Load from the season's start; asked whether anything is numb or weak: no.",
                "Weekly for six weeks. Half the distance on the water for two of them.",
            )),
            Scene(-13, ("therapeutic", 60), fate="no_show"),
            Scene(-6, ("sports", 60), None, SoapText(
                "Forgot last week, sorry about it. Came straight from training and had to leave early.",
                "Right hip a little freer.",
                "Short session.",
                "Go on as planned; bring the training calendar.",
            ), missing="cut_short"),
            Scene(2, ("therapeutic", 60)),
        ),
        Plan(
            "Tight right hip and low back in the rowing season", ("lum-r", "hip-r"), 35, "active",
            goals=(Target("Rowing for an hour, from 3/10 to 7/10", "psfs", 3, 7, 28),),
            means=(
                Means("massage", dose=(1, 60, 6), service="therapeutic"),
                Means("external_therapy", "Physiotherapy, referred by his physician; first visit booked."),
                Means("lifestyle", "Half the distance on the water until the next review."),
            ),
            review_in=8,
            readings=(Reading(-20, "psfs", {"Rowing for an hour": 3}), Reading(-20, "nrs", {"nrs": 6})),
        ),
    ),
    "misha": Story(
        "ingrid",
        (
            Scene(-14, ("therapeutic", 30), (4, 2), SoapText(
                "Mother is in the room. Legs tired from growing and football.",
                "Light pressure on both calves, talked all the time.",
                "Liked it. Mother agreed to each step.",
                "Twice more, mother present. Stretch together after training.",
            )),
            Scene(8, ("therapeutic", 30)),
        ),
        Plan(
            "Tired calves after football", ("clf-l", "clf-r"), 40, "active",
            goals=(Target("Playing a whole match, from 5/10 to 8/10", "psfs", 5, 8, 30),),
            means=(
                Means("massage", dose=(1, 30, 3), service="therapeutic"),
                Means("exercise", "Calf stretch at the wall after training, with a parent."),
            ),
            review_in=14,
            readings=(Reading(-14, "psfs", {"A whole match": 5}),),
        ),
    ),
    "ines": Story("tomas", (Scene(-1, ("sports", 60), (4, 2)), Scene(9, ("sports", 60)))),
    "hannah": Story("ingrid", (Scene(-11, ("swedish", 60), (3, 2)), Scene(3, ("swedish", 60)))),
    "joel": Story("ingrid", (Scene(-12, ("swedish", 60), (4, 3)), Scene(3, ("swedish", 60)))),
    "walter": Story("priya", (Scene(-7, ("swedish", 30), (2, 2)), Scene(5, ("swedish", 30)))),
    "theo": Story("daniel", (Scene(-15, ("sports", 60), (5, 4)), Scene(6, ("sports", 60)))),
    "elena": Story("ingrid", (Scene(-21, ("therapeutic", 60), (4, 3)), Scene(10, ("first", 75), fate="accepted"))),
    "marisol": Story("maya", (Scene(5, ("first", 75), fate="pending"),)),
}  # fmt: skip
