"""Text packs of a clinic, under /dashboard/: the owner's. No patient is concerned."""

from django.urls import path

from notes.dashboard.views import packs

app_name = "packs"
urlpatterns = [
    path("measures/", packs.packs, name="all"),
    path("measures/<str:public_id>/", packs.pack, name="one"),
    path("measures/<str:public_id>/off/", packs.switch_off, name="off"),
]
