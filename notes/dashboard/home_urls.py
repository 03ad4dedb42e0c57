"""A plan's exercises at home, and erasure at request, under /dashboard/."""

from django.urls import path

from notes.dashboard.views import erase, home

app_name = "notes_home"
urlpatterns = [
    path("patients/<str:public_id>/erase/", erase.erase, name="erase"),
    path("plans/<str:public_id>/home/", home.plan_home, name="plan"),
    path("plans/<str:public_id>/home/<str:exercise_id>/stop/", home.exercise_stop, name="stop"),
]
