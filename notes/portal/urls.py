"""Addresses for patients beside the booking pages. A token is a secret: routes, never paths, are logged."""

from django.urls import path

from notes.portal import questions

app_name = "questions"
urlpatterns = [path("questions/<str:token>/", questions.answer, name="answer")]
