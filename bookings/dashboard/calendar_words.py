"""What the calendar's script says; `{name}` is filled in there."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """By what it is for, in the active language."""
    return {
        "calendar": _("Calendar"),
        "busy": _("Busy"),
        "offered": _("Offered from the waiting list"),
        "held": _("Being booked online"),
        "plan": _("Part of a plan"),
        "first": _("First visit"),
        "confirmed": _("Confirmed"),
        "with": _("with {name}"),
        "off": _("Time off"),
        "closure": _("Closed"),
        "closed": _("Not working"),
        "break": _("Break"),
        "buffer": _("Buffer"),
        "pressM": _("Press M to move it, L for another length."),
        "move": _("Move {patient}?"),
        "lengthen": _("Another length for {patient}?"),
        "oneLength": _("{service} has one length only."),
        "noSuchLength": _("{service} has no length that is nearer."),
        "notThere": _("A therapist moves visits within their own day only."),
        "moving": _("Moving {patient}. Arrow keys choose a time, Enter takes it, Escape gives up."),
        "lengthening": _(
            "Another length for {patient}. Up and down choose it, Enter takes it, Escape gives up."
        ),
        "choosing": _(
            "Choosing a time. Arrow keys go through the calendar, Enter takes it, Escape gives up."
        ),
        "givenUp": _("Left as it was."),
        "at": _("{time}, {column}"),
        "offline": _("No connection: what others change is not shown just now."),
        "failed": _("This could not be sent. The visit is where it was; please try again."),
        "signedOut": _("You are signed out. Please sign in again."),
        "cut": _("There are more visits than fit on this page: the later ones are missing."),
        "bookAt": _("{day}, {time}"),
        "empty": _("Free time"),
        "isClosed": _("Nobody is expected to work here then."),
    }
