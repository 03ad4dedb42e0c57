"""A patient's own clinical pages, under me/. Who is signed in decides; no address says who or what about."""

from django.urls import path

from notes.portal import care, consents, diary, intake, record, requests, self_care

app_name = "care"
urlpatterns = [
    path("me/home/", care.exercises, name="exercises"),
    path("me/home/ready/", care.ready, name="ready"),
    path("me/home/<str:public_id>/done/", care.done, name="done"),
    path("me/plan/", care.plan, name="plan"),
    path("me/diary/", diary.diary, name="diary"),
    path("me/diary/<str:public_id>/remove/", diary.remove, name="diary_remove"),
    path("me/self-care/", self_care.self_care, name="self_care"),
    path("me/self-care/end/", self_care.end, name="self_care_end"),
    path("me/form/", intake.own, name="form"),
    path("me/consents/", consents.consents, name="consents"),
    path("me/consents/<slug:kind>/sign/", consents.sign, name="consent_sign"),
    path("me/consents/<str:public_id>/take-back/", consents.take_back, name="consent_take_back"),
    path("me/record/", record.record, name="record"),
    path("me/record/copy/", record.download, name="download"),
    path("me/requests/", requests.requests, name="requests"),
    path("me/requests/<str:public_id>/withdraw/", requests.withdraw_one, name="request_withdraw"),
    path("me/requests/<str:public_id>/statement/", requests.statement, name="request_statement"),
    path("how-are-you/<str:token>/", self_care.check_in, name="check_in"),
]
