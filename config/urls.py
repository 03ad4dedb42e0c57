"""Every door, in one list."""

from django.urls import include, path

from config import health, languages, locking

urlpatterns = [
    path("health/", health.health, name="health"),
    path("language/", languages.choose, name="language"),
    path("accounts/lock/", locking.lock, name="account_lock"),
    path("accounts/lock/open/", locking.unlock, name="account_unlock"),
    path("accounts/lock/stay/", locking.stay, name="account_stay"),
    path("accounts/lock/passkey/", locking.passkey, name="account_passkey"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("notes.api.urls")),
    path("api/", include("bookings.api.urls")),
    path("fhir/r4/", include("notes.api.fhir.urls")),
    path("scheduling/", include("bookings.api.scheduling.urls")),
    path("dashboard/", include("bookings.dashboard.urls")),
    path("dashboard/", include("notes.dashboard.urls")),
    path("dashboard/", include("notes.dashboard.safety_urls")),
    path("dashboard/", include("notes.dashboard.home_urls")),
    path("dashboard/", include("notes.dashboard.privacy_urls")),
    path("dashboard/", include("notes.dashboard.pack_urls")),
    path("dashboard/", include("notes.dashboard.paper_urls")),
    path("", include("notes.portal.own_urls")),
    path("", include("notes.portal.paper_urls")),
    path("", include("notes.portal.urls")),
    path("", include("notes.portal.visit_urls")),
    path("", include("bookings.portal.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
