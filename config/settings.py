"""All settings, from the environment, in sections. docs/operations.md lists the variables."""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Mode, secrets, addresses -------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random string, or run `make demo`, which makes its own."
        )
    SECRET_KEY = "only-for-debug-" + "x" * 50
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_KEYS = env("FIELD_KEYS", default="")
if not FIELD_KEYS and not DEBUG:
    raise ImproperlyConfigured(
        "FIELD_KEYS is not set. Make one with `python manage.py new_field_key` and keep it safe: "
        "clinical text cannot be read without it."
    )
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
IS_HTTPS = BASE_URL.startswith("https://")
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)

# --- Applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "bookings",
    "notes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.PrivatePagesMiddleware",
    "config.middleware.UnavailableMiddleware",
    "config.locking.AutoLockMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Database -----------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgresql://postgres@127.0.0.1/tend")}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["TEST"] = {"NAME": "test_" + env("TEND_TEST_DB", default="tend")}
# The listing of times keeps its plans with the connection. A pooler that hands connections round between
# transactions (PgBouncer before 1.22) cannot: there, DB_PREPARE=0.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 5 if env.bool("DB_PREPARE", default=True) else None
DB_POOL_MAX = env.int("DB_POOL_MAX", default=0)
if DB_POOL_MAX:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": DB_POOL_MAX,
        "timeout": 10,
        "max_idle": 300,
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 300
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis, cache, Celery -----------------------------------------------------------------------
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHE_PREFIX = env("CACHE_PREFIX", default="tend") + env("PYTEST_XDIST_WORKER", default="")
CACHES = {
    "default": {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": CACHE_PREFIX,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "global_keyprefix": CACHE_PREFIX + ":",
    "health_check_interval": 25,
    "socket_keepalive": True,
    "socket_connect_timeout": 2,
    "socket_timeout": 3,  # a Redis that is stopped, not gone, must not hold a booking's answer for ever
    "max_retries": 0,  # whoever publishes gives up at the first refusal; workers reconnect by other settings
}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Heeded by a prefork pool alone. In the pool of threads that docs/operations.md runs, each sweep's own BUDGET is
# the limit.
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=30.0)
CELERY_BEAT_SCHEDULE = {
    "deliver-due": {
        "task": "bookings.tasks.deliver_due",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": max(SWEEP_SECONDS - 1, 1)},
    },
    "deliver-webhooks": {
        "task": "bookings.tasks.deliver_webhooks",
        "schedule": min(SWEEP_SECONDS, 10.0),
        "options": {"expires": max(min(SWEEP_SECONDS, 10.0) - 1, 1)},
    },
    "deliver-texts": {
        "task": "bookings.tasks.deliver_texts",
        "schedule": max(SWEEP_SECONDS, 30.0),
        "options": {"expires": 29},
    },
    "plan-staff-mail": {
        "task": "bookings.tasks.plan_staff_mail",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "remind-of-notes": {
        "task": "notes.tasks.remind_of_notes",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "tidy-expired": {
        "task": "bookings.tasks.tidy_expired",
        "schedule": max(SWEEP_SECONDS, 30.0),
        "options": {"expires": 29},
    },
    "plan-gaps": {
        "task": "notes.tasks.refresh_plan_gaps",
        "schedule": 900.0,
        "options": {"expires": 890},
    },
    "long-work": {
        "task": "bookings.tasks.look_after_long_work",
        "schedule": max(SWEEP_SECONDS, 5.0),
        "options": {"expires": max(SWEEP_SECONDS, 5.0) - 1},
    },
    "seal-log": {
        "task": "bookings.tasks.seal_log",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "ask-after-self-care": {
        "task": "notes.tasks.ask_after_self_care",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "ask-about-plans": {
        "task": "notes.tasks.ask_about_plans",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    # Once an hour, because clinics begin their days at different hours; each plan is looked at once a day.
    "look-at-plans": {
        "task": "notes.tasks.look_at_plans",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    # Once an hour, so that a night that was missed is made up for; what is due is due for a whole day.
    "purge-records": {
        "task": "notes.tasks.purge_records",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "ask-before-visits": {
        "task": "notes.tasks.ask_before_visits",
        "schedule": 900.0,
        "options": {"expires": 890},
    },
    "offer-waitlist": {
        "task": "bookings.tasks.offer_waitlist",
        "schedule": max(SWEEP_SECONDS, 30.0),
        "options": {"expires": 29},
    },
}

# --- Seams: how the ground floor reaches what it may not import (house rules in docs/) ------------
# What a booking is judged by; empty lets everybody in (bookings.appointments.gate).
BOOKING_GATE = "notes.screening.booking.ScreeningGate"
# Whether a patient has to fill the form before a first visit; empty asks nobody (bookings.notifications.visit_form).
VISIT_FORM = "notes.intake.queries.is_missing"
OUTBOX_BELL = "bookings.tasks.ring"
# Called after the commit of an offer that was declined.
WAITLIST_BELL = "bookings.tasks.ring_for_waitlist"
# Who is told that a long work waits for a worker.
LONG_WORK_BELL = "bookings.tasks.ring_for_long_work"

# --- Mail ---------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Tend <no-reply@localhost>")
# Text messages: off unless set. See docs/operations.md.
SMS_URL = env("SMS_URL", default="")
DEMO_MAILBOX = env("TEND_DEMO_MAILBOX", default="")
# Whether webhooks may lead into the house's own network and go without TLS: for trying things out.
WEBHOOKS_TO_PRIVATE = env.bool("WEBHOOKS_TO_PRIVATE", default=False)

# --- People and sessions ------------------------------------------------------------------------
AUTH_USER_MODEL = "bookings.User"
# E-mail is unique without regard to case, by a constraint on lower(email) that the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
from config.allauth_settings import *  # noqa: E402, F403  (what allauth is told)

# Tries of passwords are counted by address, which behind a proxy is the last one it names.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/dashboard/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
SESSION_COOKIE_AGE = 60 * 60 * 12
# Minutes without a sign of life after which the dashboard locks; 0: never.
AUTO_LOCK_MINUTES = env.float("AUTO_LOCK_MINUTES", default=15)
# How long after a password was given a note may be signed without giving it again; wrong ones on signing.
SIGN_PASSWORD_MINUTES = 240
ACCOUNT_RATE_LIMITS = {"sign": "5/5m/user"}
# How long a record is kept after its last entry, at the least; a clinic may keep its records longer.
RETENTION_YEARS = env.int("RETENTION_YEARS", default=10)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# --- Security -----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# Files of patients are never laid down unencrypted: they are taken in memory, or not at all.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

# --- Languages and time -------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = "__Host-language" if IS_HTTPS else "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = IS_HTTPS, True, "Lax"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files -------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.npm.NpmFinder",
]
NPM_ROOT = BASE_DIR / "node_modules"
WHITENOISE_USE_FINDERS = env.bool("WHITENOISE_USE_FINDERS", default=DEBUG)
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=not (DEBUG or WHITENOISE_USE_FINDERS))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "bookings.api.authentication.ApiKeyAuthentication",
        "bookings.api.authentication.StaffSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["bookings.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "bookings.api.pages.Pages",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "bookings.api.problems.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
# Requests a minute from one address; 0 means no ceiling.
API_CALLS_A_MINUTE: dict[str, int] = {
    "read": env.int("API_READS_A_MINUTE", default=12_000),
    "write": env.int("API_WRITES_A_MINUTE", default=6_000),
}
# Times of one clinic that one address may have reserved at once; 0 means no ceiling.
API_LIVE_HOLDS_AN_ADDRESS: int = env.int("API_LIVE_HOLDS_AN_ADDRESS", default=1000)
SPECTACULAR_SETTINGS = {
    "TITLE": "Tend API",
    "DESCRIPTION": "Booking for massage clinics, built around the treatment plan.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "bookings.api.schema.describe_refusals",
    ],
    # Choices that share the name of their field with others.
    "ENUM_NAME_OVERRIDES": {
        "AppointmentStatusEnum": "bookings.models.Appointment.Status",
        "PlanStatusEnum": "notes.models.TreatmentPlan.Status",
        "PlanCloseReasonEnum": "notes.models.TreatmentPlan.CloseReason",
        "ProblemStatusEnum": "notes.models.Problem.Status",
        "GoalStatusEnum": "notes.models.Goal.Status",
        "ComponentStatusEnum": "notes.models.PlanComponent.Status",
        "ComponentKindEnum": "notes.models.PlanComponent.Kind",
        "AddendumKindEnum": "notes.models.Addendum.Kind",
        "ScreeningKindEnum": "notes.models.Screening.Kind",
        "ClearanceOutcomeEnum": "notes.models.ClearanceDecision.Outcome",
    },
}

# --- Logging ------------------------------------------------------------------------------------
LOG_FORMAT = env("LOG_FORMAT", default="console")
LOGGING_CONFIG = None
from config.logging import configure as configure_logging  # noqa: E402  (needs LOG_FORMAT)

configure_logging(LOG_FORMAT, debug=DEBUG)
