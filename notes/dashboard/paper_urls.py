"""Under /dashboard/: papers to take away, and the files of a record. Ids are public ids."""

from django.urls import path

from notes.dashboard.views import papers

app_name = "papers"
urlpatterns = [
    path("plans/<str:public_id>/paper/", papers.plan, name="plan"),
    path("plans/<str:public_id>/discharge/paper/", papers.discharge, name="discharge"),
    path("plans/<str:public_id>/letter/", papers.letter, name="letter"),
    path("notes/<str:public_id>/summary/", papers.summary, name="summary"),
    path("patients/<str:public_id>/record/paper/", papers.record, name="record"),
    path("patients/<str:public_id>/documents/", papers.documents, name="documents"),
    path("documents/<str:public_id>/", papers.document, name="document"),
    path("documents/<str:public_id>/remove/", papers.remove, name="remove"),
]
