"""The demo clinic: a believable house with people, visits, messages, plans and notes, the same for a seed.

Not here: rules (they are asked, not copied), the command's options, test factories.
"""

PASSWORD = "riverside-demo"  # noqa: S105  (printed at start; nobody's secret)
SLUG = "riverside"


def logins(slug: str) -> list[list[str]]:
    """Role, e-mail and password of the people to sign in as, in the demo clinic of that short name."""
    people = (("Owner", "owner"), ("Reception", "reception"), ("Therapist", "maya"), ("Therapist", "tomas"))
    return [[role, f"{name}@{slug}.example.org", PASSWORD] for role, name in people]


LOGINS = logins(SLUG)
