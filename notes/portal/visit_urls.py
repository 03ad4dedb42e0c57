"""Beside the link of a visit: what is asked before it, and booking the next one."""

from django.urls import path

from notes.portal import before_visit, intake

app_name = "before"
urlpatterns = [
    path("manage/<str:token>/check/", before_visit.pre_visit, name="pre_visit"),
    path("manage/<str:token>/form/", intake.by_link, name="form"),
    path("manage/<str:token>/again/", before_visit.again, name="again"),
]
