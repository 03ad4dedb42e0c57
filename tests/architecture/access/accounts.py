"""Signing in and out, by allauth. Nobody signs up by themselves: that address only says so."""

from functools import partial

from tests.architecture.access.row import Row

#          anonymous patient reception therapist colleague owner stranger superuser
GUESTS = " 200       302     302       302       302       302   302      302"
MEMBERS = "login     200     200       200       200       200   200      200"
CHANGES = "login     302     302       302       302       302   302      302"
# Nobody in the cast has a password to show again, nor one to change.
NO_PASSWORD = "login 403 403 403 403 403 403 403"
#          Nobody in the cast has a second factor, nor a session that locks.
ABSENT = " login     404     404       404       404       404   404      404"
STAYS = "  login     204     204       204       204       204   204      204"
REFUSED = "login     400     400       400       400       400   400      400"
KEY = {"key": "nothing"}
AllauthRow = partial(Row, is_ours=False)

ROWS = [
    AllauthRow("account_login", GET=GUESTS, POST=GUESTS),
    AllauthRow("account_logout", GET="login 200 200 200 200 200 200 200", POST="login"),
    AllauthRow("account_inactive", GET="200"),
    AllauthRow("account_signup", GET=GUESTS, POST=GUESTS),
    AllauthRow("account_reauthenticate", GET=NO_PASSWORD, POST=NO_PASSWORD),
    AllauthRow("account_email", GET=MEMBERS, POST=CHANGES),
    AllauthRow("account_email_verification_sent", GET="200"),
    AllauthRow("account_change_password", GET=CHANGES, POST=CHANGES),
    AllauthRow("account_set_password", GET=MEMBERS, POST=MEMBERS),
    AllauthRow("account_reset_password", GET="200", POST="200"),
    AllauthRow("account_reset_password_done", GET="200"),
    AllauthRow(
        "account_reset_password_from_key", {"uidb36": "nothing", "key": "nothing"}, GET="200", POST="200"
    ),
    AllauthRow("account_reset_password_from_key_done", GET="200"),
    AllauthRow(
        "account_confirm_login_code",
        GET="login 302 302 302 302 302 302 302",
        POST="login 302 302 302 302 302 302 302",
    ),
    AllauthRow("mfa_index", GET=MEMBERS),
    AllauthRow(
        "mfa_authenticate", GET="login 302 302 302 302 302 302 302", POST="login 302 302 302 302 302 302 302"
    ),
    AllauthRow("mfa_reauthenticate", GET=NO_PASSWORD, POST=NO_PASSWORD),
    AllauthRow("mfa_activate_totp", GET=MEMBERS, POST=MEMBERS),
    AllauthRow("mfa_deactivate_totp", GET=ABSENT, POST=ABSENT),
    AllauthRow("mfa_view_recovery_codes", GET=ABSENT),
    AllauthRow("mfa_generate_recovery_codes", GET=MEMBERS, POST=MEMBERS),
    AllauthRow("mfa_download_recovery_codes", GET=ABSENT),
    AllauthRow("mfa_list_webauthn", GET=MEMBERS),
    AllauthRow("mfa_add_webauthn", GET=MEMBERS, POST=MEMBERS),
    AllauthRow("mfa_reauthenticate_webauthn", GET=NO_PASSWORD, POST=NO_PASSWORD),
    AllauthRow("mfa_remove_webauthn", {"pk": "one"}, GET=ABSENT, POST=ABSENT),
    AllauthRow("mfa_edit_webauthn", {"pk": "one"}, GET=ABSENT, POST=ABSENT),
    AllauthRow(
        "mfa_login_webauthn",
        GET="login 302 302 302 302 302 302 302",
        POST="login 302 302 302 302 302 302 302",
    ),
    Row("account_lock", GET=CHANGES, POST=CHANGES),
    Row("account_unlock", POST=REFUSED),
    Row("account_stay", POST=STAYS),
    Row("account_passkey", GET=ABSENT),
    AllauthRow("account_confirm_email", KEY, GET="200", POST="404"),
]
