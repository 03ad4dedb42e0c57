"""Words of a clinic, under /dashboard/: text packs and consents, the owner's. No patient is concerned."""

from django.urls import path

from notes.dashboard.views import consent_texts, packs

app_name = "packs"
urlpatterns = [
    path("settings/consents/", consent_texts.all_texts, name="consents"),
    path("settings/consents/<slug:kind>/", consent_texts.edit, name="consent"),
    path("measures/", packs.packs, name="all"),
    path("measures/<str:public_id>/", packs.pack, name="one"),
    path("measures/<str:public_id>/off/", packs.switch_off, name="off"),
]
