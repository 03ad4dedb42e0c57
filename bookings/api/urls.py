"""Addresses under /api/. Whatever is not listed here is answered as a problem, never as a page."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.routers import SimpleRouter

from bookings.api import schema
from bookings.api.problems import unknown_path
from bookings.api.views import (
    appointments,
    audit,
    booking,
    catalog,
    me,
    messages,
    notifications,
    patients,
    resources,
    slots,
    times,
    waitlist,
    webhooks,
)

Routes = list[URLPattern | URLResolver]
router = SimpleRouter(use_regex_path=False)
router.register("appointments", appointments.AppointmentViewSet, basename="appointment")
router.register("notifications", notifications.NotificationViewSet)
router.register("services", resources.ServiceViewSet)
router.register("service-options", resources.ServiceOptionViewSet, basename="service-option")
router.register("locations", resources.LocationViewSet)
router.register("rooms", resources.RoomViewSet)
router.register("therapists", resources.TherapistViewSet)
router.register("weekly-hours", times.WeeklyHoursViewSet, basename="weekly-hours")
router.register("date-overrides", times.DateOverrideViewSet, basename="date-override")
router.register("time-off", times.TimeOffViewSet, basename="time-off")
router.register("patients", patients.PatientViewSet)
router.register("message-templates", messages.MessageTemplateViewSet, basename="message-template")
router.register("waitlist", waitlist.WaitlistViewSet, basename="waitlist")
router.register("webhooks", webhooks.WebhookViewSet)

clinic: Routes = [
    path("", catalog.ClinicView.as_view(), name="clinic"),
    path("services/", catalog.ServicesView.as_view(), name="clinic-services"),
    path("therapists/", catalog.TherapistsView.as_view(), name="clinic-therapists"),
    path("locations/", catalog.LocationsView.as_view(), name="clinic-locations"),
    path("slots/", slots.SlotsView.as_view(), name="slots"),
    path("slots/next/", slots.NextSlotsView.as_view(), name="slots-next"),
    path("holds/", booking.HoldsView.as_view(), name="holds"),
    path("appointments/", booking.BookingsView.as_view(), name="bookings"),
    path("policy/", me.PolicyView.as_view(), name="policy"),
]
manage: Routes = [
    path("", booking.ManageView.as_view(), name="manage"),
    path("confirm/", booking.ManageConfirmView.as_view(), name="manage-confirm"),
    path("cancel/", booking.ManageCancelView.as_view(), name="manage-cancel"),
    path("reschedule/", booking.ManageRescheduleView.as_view(), name="manage-reschedule"),
]
v1: Routes = [
    path("clinics/<slug:slug>/", include(clinic)),
    path("holds/<slug:token>/", booking.HoldView.as_view(), name="hold"),
    path("manage/<slug:token>/", include(manage)),
    path("me/", me.MeView.as_view(), name="me"),
    path("audit/", audit.AuditView.as_view(), name="audit"),
    path("schema/", schema.SchemaView.as_view(), name="schema"),
    path("docs/", schema.DocsView.as_view(), name="docs"),
    path("", include(router.urls)),
]
app_name = "api"
urlpatterns = [
    path("v1/", include(v1)),
    re_path(r"", unknown_path, name="unknown"),
]
