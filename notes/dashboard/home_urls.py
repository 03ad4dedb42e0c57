"""A plan's exercises at home, under /dashboard/."""

from django.urls import path

from notes.dashboard.views import home

app_name = "notes_home"
urlpatterns = [
    path("plans/<str:public_id>/home/", home.plan_home, name="plan"),
    path("plans/<str:public_id>/home/<str:exercise_id>/stop/", home.exercise_stop, name="stop"),
]
