"""Plans and measures for programs: the treating therapist's, and the patient's own to read."""

from tests.architecture.access.row import Row

#           anonymous patient reception therapist colleague owner stranger superuser
LISTS = "   401      200     403       200       200       403   403      200"
SEES = "    401      200     404       200       404       404   404      404"
STAFF = "   401      404     404       200       404       404   404      404"
BAD_BODY = "401      400     400       400       400       400   400      400"
CHANGES = " 401      404     404       400       404       404   404      404"
BLANK = "   401      404     404       200       404       404   404      404"
TAKES = "   401      404     404       409       404       404   404      404"
OPEN = "    401      200     200       200       200       200   200      200"
DRAFTS = "  401      404     404       200       404       404   404      404"
NOTE = {"id": "note"}
PLAN, PROBLEM = {"id": "plan"}, {"id": "problem"}
GOAL, PART, ANSWER = {"id": "goal"}, {"id": "component"}, {"id": "response"}


def of_plan(name: str, post: str) -> Row:
    return Row(f"clinical-api:plan-{name}", PLAN, POST=post)


ROWS = [
    Row("clinical-api:problems", GET=LISTS, POST=BAD_BODY),
    Row("clinical-api:problem", PROBLEM, GET=SEES, PATCH=BLANK),
    Row("clinical-api:plans", GET=LISTS, POST=BAD_BODY),
    Row("clinical-api:plan", PLAN, GET=SEES, PATCH=BLANK),
    of_plan("activate", TAKES),
    of_plan("revise", BLANK),
    of_plan("hold", CHANGES),
    of_plan("resume", CHANGES),
    of_plan("close", CHANGES),
    of_plan("revoke", CHANGES),
    of_plan("reviews", CHANGES),
    of_plan("propose-series", CHANGES),
    of_plan("book-series", CHANGES),
    Row("clinical-api:plan-versions", PLAN, GET=STAFF),
    Row("clinical-api:notes", GET=LISTS, POST=BAD_BODY),
    Row("clinical-api:note", NOTE, GET="401 404 404 200 404 404 404 404", PATCH=DRAFTS),
    # By a session only with the password.
    Row("clinical-api:note-sign", NOTE, POST=DRAFTS.replace("200", "403")),
    Row("clinical-api:note-cosign", NOTE, POST="401 404 404 404 404 404 404 404"),
    Row("clinical-api:note-send-back", NOTE, POST=BAD_BODY),
    Row("clinical-api:note-addenda", NOTE, POST=BAD_BODY),
    Row("clinical-api:note-retract", NOTE, POST=BAD_BODY),
    Row("clinical-api:goals", GET=LISTS, POST=BAD_BODY),
    Row("clinical-api:goal", GOAL, GET=SEES, PATCH=BLANK, DELETE=TAKES),
    Row("clinical-api:plan-components", GET=LISTS, POST=BAD_BODY),
    Row("clinical-api:plan-component", PART, GET=SEES, PATCH=BLANK, DELETE=TAKES),
    Row("clinical-api:measures", GET=OPEN),
    Row("clinical-api:measure", {"code": "instrument"}, GET=OPEN),
    Row("clinical-api:measure-responses", GET=LISTS, POST=BAD_BODY),
    Row("clinical-api:measure-response", ANSWER, GET=SEES),
]
