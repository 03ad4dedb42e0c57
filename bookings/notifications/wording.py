"""Why a message waits, failed or was not sent. Stored in English, shown translated."""

from django.utils.translation import gettext_noop as _

NO_ADDRESS_YET = _("No e-mail address is known yet.")
NO_ADDRESS = _("No e-mail address is known.")
MOVED = _("The appointment was moved.")
CANCELLED = _("The appointment was cancelled.")
ANSWERED = _("The request was answered.")
NOT_BOOKED = _("The appointment is no longer booked.")
TOO_LATE = _("It would have come too late to be of use.")
TOO_LATE_AFTER_QUIET = _("After the quiet hours it would have come too late to be of use.")
QUIET = _("Waits for the end of the quiet hours.")
UNREACHABLE = _("The mail server cannot be reached; it is tried again.")
LOST = _("The connection to the mail server was lost; it is tried again.")
NOT_NOW = _("The mail server asked to try again later.")
REFUSED = _("The mail server refused it for good.")
UNWRITTEN = _("It could not be written; it is tried again.")
