"""The service's own settings: bells that the simulated clock hears, and webhooks that may call this machine."""

from config.settings import *  # noqa: F403

OUTBOX_BELL = "tests.year.clock.ring"
WAITLIST_BELL = "tests.year.clock.ring_for_waitlist"
WEBHOOKS_TO_PRIVATE = True
EMAIL_TIMEOUT = 10
