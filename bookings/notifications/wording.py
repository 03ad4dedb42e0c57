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
IN_ONE_LETTER = _("Told in one letter with the other dates of the series.")
OFFER_OVER = _("The offered time was answered or has gone to somebody else.")
UNDONE = _("The change was taken back.")
UNDONE_IN_TIME = _("The change was taken back before anybody was told of it.")
UNWRITTEN = _("It could not be written; it is tried again.")
