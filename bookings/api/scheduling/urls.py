"""Under /scheduling/."""

from django.urls import path

from bookings.api.scheduling import views

app_name = "scheduling"
urlpatterns = [
    path("$bulk-publish", views.manifest, name="manifest"),
    path("<slug:slug>/<slug:kind>.ndjson", views.file, name="file"),
]
