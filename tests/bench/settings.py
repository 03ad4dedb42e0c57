"""The service's own settings, with the limit views beside its routes."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
API_CALLS_A_MINUTE = {"read": 0, "write": 0}
API_LIVE_HOLDS_AN_ADDRESS = 0
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
