"""The service's own settings, with a mail server that is given up on sooner."""

from config.settings import *  # noqa: F403

EMAIL_TIMEOUT = 2
API_CALLS_A_MINUTE = {"read": 0, "write": 0}
API_LIVE_HOLDS_AN_ADDRESS = 0
