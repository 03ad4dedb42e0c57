"""The people of a clinic, and one's own account."""

from tests.architecture.access.row import Row

#        anonymous patient reception therapist colleague owner stranger superuser
OWNER = "login     404     404       404       404       200   200      404"
DONE = " login     404     404       404       404       302   302      404"
OF_IT = "login     404     404       404       404       200   404      404"
TAKES = "login     404     404       404       404       302   404      404"
STAFF = "login     404     200       200       200       200   200      404"
ELSEWHERE = "login 404     302       302       302       302   302      404"
MEMBER = {"user": "member"}
INVITED = {"public_id": "invited"}

ROWS = [
    Row("dashboard:people", GET=OWNER),
    Row("dashboard:person_new", GET=OWNER, POST=OWNER.replace("200", "400")),
    Row("dashboard:person", MEMBER, GET=OF_IT, POST=OF_IT.replace("200", "400")),
    Row("dashboard:person_off", MEMBER, GET=OF_IT, POST=TAKES),
    Row("dashboard:invitation_again", INVITED, POST=TAKES),
    Row("dashboard:invitation_withdraw", INVITED, POST=TAKES),
    Row("dashboard:second_factor", POST=DONE),
    # The link is the right: the letter's reader may be signed in as anybody.
    Row("dashboard:invitation", {"token": "invitation"}, GET="200", POST="400"),
    Row("dashboard:account", GET=STAFF, POST=STAFF.replace("200", "400")),
    *(
        Row(f"dashboard:account_calendar_{verb}", POST="login 404 404 302 302 404 404 404")
        for verb in ("renew", "end")
    ),
    Row("dashboard:sign_out_elsewhere", POST=ELSEWHERE),
    # Nobody in the cast is signed in anywhere else.
    Row("dashboard:sign_out_there", {"place": "one"}, POST="login 404 404 404 404 404 404 404"),
]
