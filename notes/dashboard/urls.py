"""Under /dashboard/, beside the booking pages. Ids are public ids; no address holds a clinical word of a person."""

from django.urls import path

from notes.dashboard.views import (
    beside,
    building,
    course,
    measuring,
    notes,
    panels,
    plans,
    signatures,
    signed_notes,
    supervision,
)

app_name = "notes"
urlpatterns = [
    path("patients/<str:public_id>/clinical/", panels.patient_panel, name="patient_panel"),
    path("patients/<str:public_id>/plans/new/", building.plan_new, name="plan_new"),
    path("appointments/<str:public_id>/clinical/", panels.appointment_panel, name="appointment_panel"),
    path("appointments/<str:public_id>/note/", notes.note_open, name="note_open"),
    path("plans/dose/", building.dose_words, name="dose"),
    path("plans/<str:public_id>/", plans.plan, name="plan"),
    path("plans/<str:public_id>/edit/", building.plan_edit, name="plan_edit"),
    path("plans/<str:public_id>/activate/", plans.plan_activate, name="plan_activate"),
    path("plans/<str:public_id>/close/", course.plan_close, name="plan_close"),
    path("plans/<str:public_id>/revoke/", course.plan_revoke, name="plan_revoke"),
    path("plans/<str:public_id>/hold/", course.plan_hold, name="plan_hold"),
    path("plans/<str:public_id>/resume/", course.plan_resume, name="plan_resume"),
    path("plans/<str:public_id>/review/", course.plan_review, name="plan_review"),
    path("plans/<str:public_id>/versions/", course.plan_versions, name="plan_versions"),
    path("plans/<str:public_id>/measures/", plans.plan_measures, name="plan_measures"),
    path("plans/<str:public_id>/ask/", plans.plan_ask, name="plan_ask"),
    path("care/", course.today_panel, name="today_panel"),
    path("care/<str:public_id>/seen/", course.alert_seen, name="alert_seen"),
    path("plans/<str:public_id>/pain/", plans.plan_pain, name="plan_pain"),
    path("supervision/", supervision.supervision, name="supervision"),
    path("patients/<str:public_id>/consents/", beside.consents, name="consents"),
    path("consents/<str:public_id>/withdraw/", beside.consent_withdraw, name="consent_withdraw"),
    path("notes/unsigned/", signatures.unsigned, name="unsigned"),
    path("notes/<str:public_id>/", notes.note, name="note"),
    path("notes/<str:public_id>/cosign/", signatures.note_cosign, name="note_cosign"),
    path("notes/<str:public_id>/send-back/", signatures.note_send_back, name="note_send_back"),
    path("notes/<str:public_id>/take-back/", signatures.note_take_back, name="note_take_back"),
    path("notes/<str:public_id>/working/", beside.working_note, name="working_note"),
    path("notes/<str:public_id>/save/", notes.note_save, name="note_save"),
    path("notes/<str:public_id>/measures/", measuring.note_measures, name="note_measures"),
    path("notes/<str:public_id>/sign/", notes.note_sign, name="note_sign"),
    path("notes/<str:public_id>/plan/", notes.note_plan, name="note_plan"),
    path("notes/<str:public_id>/retract/", signed_notes.note_retract, name="note_retract"),
    path("notes/<str:public_id>/addenda/", signed_notes.note_addendum, name="note_addendum"),
]
