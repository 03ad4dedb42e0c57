"""Under /fhir/r4/, spelled as FHIR spells it: no slash at the end."""

from django.urls import path

from notes.api.fhir import views

app_name = "fhir-api"
HOUSE = ("Practitioner", "Location", "Schedule", "Slot")
urlpatterns = [
    path("metadata", views.MetadataView.as_view(), name="metadata"),
    path("Patient", views.PatientsView.as_view(), name="Patient"),
    path("Patient/<slug:id>", views.PatientView.as_view(), name="one-Patient"),
    path("Appointment", views.AppointmentsView.as_view(), name="Appointment"),
    path("Appointment/<slug:id>", views.AppointmentView.as_view(), name="one-Appointment"),
    *(path(kind, views.HouseView.as_view(), {"kind": kind}, name=kind) for kind in HOUSE),
    *(
        path(f"{kind}/<slug:id>", views.HouseView.as_view(), {"kind": kind}, name=f"one-{kind}")
        for kind in HOUSE
    ),
    *(path(kind, views.ChartsView.as_view(), {"kind": kind}, name=kind) for kind in views.OWNERS),
    *(
        path(f"{kind}/<slug:id>", views.ChartView.as_view(), {"kind": kind}, name=f"one-{kind}")
        for kind in views.OWNERS
    ),
]
