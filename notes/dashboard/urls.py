"""Under /dashboard/, beside the booking pages. Ids are public ids; no address holds a clinical word of a person."""

from django.urls import path

from notes.dashboard.views import notes, panels, plans

app_name = "notes"
urlpatterns = [
    path("patients/<str:public_id>/clinical/", panels.patient_panel, name="patient_panel"),
    path("patients/<str:public_id>/plans/new/", plans.plan_new, name="plan_new"),
    path("appointments/<str:public_id>/clinical/", panels.appointment_panel, name="appointment_panel"),
    path("appointments/<str:public_id>/note/", notes.note_open, name="note_open"),
    path("plans/dose/", plans.dose_words, name="dose"),
    path("plans/<str:public_id>/", plans.plan, name="plan"),
    path("plans/<str:public_id>/edit/", plans.plan_edit, name="plan_edit"),
    path("plans/<str:public_id>/activate/", plans.plan_activate, name="plan_activate"),
    path("plans/<str:public_id>/close/", plans.plan_close, name="plan_close"),
    path("plans/<str:public_id>/pain/", plans.plan_pain, name="plan_pain"),
    path("notes/<str:public_id>/", notes.note, name="note"),
    path("notes/<str:public_id>/save/", notes.note_save, name="note_save"),
    path("notes/<str:public_id>/sign/", notes.note_sign, name="note_sign"),
    path("notes/<str:public_id>/plan/", notes.note_plan, name="note_plan"),
    path("notes/<str:public_id>/addenda/", notes.note_addendum, name="note_addendum"),
]
