"""A patient's own papers and files, under me/. Ids are public ids; nothing else stands in an address."""

from django.urls import path

from notes.portal import papers

app_name = "own_papers"
urlpatterns = [
    path("me/summaries/", papers.summaries, name="summaries"),
    path("me/summaries/<str:public_id>/", papers.summary, name="summary"),
    path("me/summaries/<str:public_id>/paper/", papers.summary_pdf, name="summary_pdf"),
    path("me/plans/<str:public_id>/paper/", papers.plan_pdf, name="plan_pdf"),
    path("me/plans/<str:public_id>/end/paper/", papers.discharge_pdf, name="discharge_pdf"),
    path("me/record/paper/", papers.record_pdf, name="record_pdf"),
    path("me/documents/", papers.documents, name="documents"),
    path("me/documents/<str:public_id>/", papers.document, name="document"),
]
