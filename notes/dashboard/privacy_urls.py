"""Under /dashboard/: requests about records, what is kept about a record as a whole, and opening one in an emergency."""

from django.urls import path

from notes.dashboard.views import emergency, privacy, requests

app_name = "privacy"
urlpatterns = [
    path("requests/", requests.requests, name="requests"),
    path("requests/today/", requests.today, name="today"),
    path("requests/retention/", requests.retention, name="retention"),
    path("requests/<str:public_id>/", requests.amendment, name="amendment"),
    path("requests/<str:public_id>/refuse/", requests.refuse_one, name="refuse"),
    path("requests/<str:public_id>/copy/", requests.copy, name="copy"),
    path("patients/<str:public_id>/record/", privacy.record, name="record"),
    path("patients/<str:public_id>/record/hold/", privacy.hold, name="hold"),
    path("patients/<str:public_id>/record/lift/", privacy.lift, name="lift"),
    path("patients/<str:public_id>/record/disclosures/", privacy.disclose, name="disclose"),
    path("patients/<str:public_id>/record/requests/", privacy.ask_for, name="ask_for"),
    path("emergency/", emergency.start, name="emergency"),
    path("emergency/<str:public_id>/", emergency.opened, name="opened"),
    path("emergency/<str:public_id>/reviewed/", emergency.reviewed, name="reviewed"),
]
