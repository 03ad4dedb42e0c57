"""Under /dashboard/: safety checks. Ids are public ids; no address says what was answered."""

from django.urls import path

from notes.dashboard.views import intake, safety

app_name = "safety"
urlpatterns = [
    path("to-call/", safety.to_call, name="to_call"),
    path("patients/<str:public_id>/state/", safety.state, name="state"),
    path("patients/<str:public_id>/form/", intake.patient_form, name="patient_form"),
    path("appointments/<str:public_id>/form-state/", intake.form_state, name="form_state"),
    path("patients/<str:public_id>/checks/", safety.patient_checks, name="patient_checks"),
    path("patients/<str:public_id>/checks/renew/", safety.renew, name="renew"),
    path("patients/<str:public_id>/cautions/new/", safety.caution_new, name="caution_new"),
    path("patients/<str:public_id>/cautions/<str:caution_id>/end/", safety.caution_end, name="caution_end"),
    path("appointments/<str:public_id>/checks/", safety.visit_checks, name="visit_checks"),
    path("checks/<str:public_id>/", safety.check, name="check"),
    path("checks/<str:public_id>/decision/", safety.clearance, name="clearance"),
]
