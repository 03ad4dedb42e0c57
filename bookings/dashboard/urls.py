"""The staff's pages under /dashboard/. Ids are public ids."""

from django.urls import path, register_converter

from bookings.dashboard.converters import DateConverter
from bookings.dashboard.steps import STEPS
from bookings.dashboard.views import (
    appointments,
    booking,
    claims,
    clinics,
    closures,
    day,
    hours,
    inbox,
    messages,
    moving,
    patients,
    records,
    series,
    swapping,
    texts,
    undoing,
    waitlist,
    wishes,
)

register_converter(DateConverter, "date")

app_name = "dashboard"
urlpatterns = [
    path("", day.today, name="today"),
    path("clinic/", clinics.choose_clinic, name="clinic"),
    path("day/", day.chosen_day, name="choose_day"),
    path("day/<date:day>/", day.one_day, name="day"),
    path("appointments/<str:public_id>/", appointments.appointment, name="appointment"),
    path("appointments/<str:public_id>/cancel/", appointments.cancel_it, name="cancel"),
    path("appointments/<str:public_id>/move/", moving.move, name="move"),
    *(
        path(f"appointments/<str:public_id>/{name}/", appointments.take_step, {"step": name}, name=name)
        for name in STEPS
    ),
    path("appointments/<str:public_id>/swap/", swapping.swap_it, name="swap"),
    path("appointments/<str:public_id>/undo/", undoing.undo_it, name="undo"),
    path("book/", booking.book, name="book"),
    path("series/new/", series.new_series, name="series_new"),
    path("series/<str:public_id>/", series.series, name="series"),
    path("patients/", patients.patients, name="patients"),
    path("search/", patients.search, name="search"),
    path("patients/new/", patients.new_patient, name="patient_new"),
    path("patients/check/", claims.claims, name="claims"),
    path("patients/check/<str:public_id>/same/", claims.same, name="claim_same"),
    path("patients/check/<str:public_id>/apart/", claims.apart, name="claim_apart"),
    path("patients/check/<str:public_id>/accept/", claims.accept, name="claim_accept"),
    path("patients/<str:public_id>/", patients.patient, name="patient"),
    path("patients/<str:public_id>/merge/", records.merge_with, name="patient_merge"),
    path("patients/<str:public_id>/contact/", wishes.contact, name="patient_contact"),
    path("patients/<str:public_id>/wishes/", wishes.patient_wishes, name="patient_wishes"),
    path("patients/<str:public_id>/messages/", messages.messages_to_patient, name="patient_messages"),
    path(
        "patients/<str:public_id>/addresses/<str:refused>/trust/", wishes.trust_address, name="address_trust"
    ),
    path("patients/<str:public_id>/guardian/", records.guardian, name="patient_guardian"),
    path("why/", hours.why, name="why"),
    path("hours/", hours.hours, name="hours"),
    path("hours/<str:public_id>/", hours.hours_of, name="hours_of"),
    path("hours/<str:public_id>/copy/", hours.copy, name="hours_copy"),
    path("hours/<str:public_id>/override/", hours.override, name="hours_override"),
    path("hours/weekly/<str:public_id>/remove/", hours.remove, name="hours_remove"),
    path("hours/overrides/<str:public_id>/remove/", hours.override_remove, name="hours_override_remove"),
    path("closures/", closures.closures, name="closures"),
    path("closures/new/", closures.new, name="closure_new"),
    path("closures/holidays/", closures.holidays, name="holidays"),
    path("closures/<str:public_id>/", closures.closure, name="closure"),
    path("closures/<str:public_id>/remove/", closures.remove, name="closure_remove"),
    path("waitlist/", waitlist.waitlist, name="waitlist"),
    path("waitlist/new/", waitlist.new_entry, name="waitlist_new"),
    path("waitlist/fits/", waitlist.fits, name="waitlist_fits"),
    path("waitlist/<str:public_id>/offer/", waitlist.offer_it, name="waitlist_offer"),
    path("waitlist/<str:public_id>/close/", waitlist.close, name="waitlist_close"),
    path("waitlist/offers/<str:public_id>/accept/", waitlist.accept_for, name="waitlist_accept"),
    path("waitlist/offers/<str:public_id>/decline/", waitlist.decline_for, name="waitlist_decline"),
    path("messages/", messages.ledger_page, name="messages"),
    path("messages/mine/", wishes.my_messages, name="my_messages"),
    path("messages/<str:public_id>/resend/", messages.resend_it, name="message_resend"),
    path("messages/texts/", texts.texts, name="texts"),
    path("messages/texts/sender/", texts.alias, name="texts_alias"),
    path("messages/texts/<slug:language>/<slug:letter>/", texts.edit, name="texts_edit"),
    path("messages/texts/<slug:language>/<slug:letter>/preview/", texts.preview, name="texts_preview"),
    path("messages/texts/<slug:language>/<slug:letter>/page/", texts.page, name="texts_page"),
    path("messages/texts/<slug:language>/<slug:letter>/test/", texts.send_test, name="texts_test"),
    path("messages/texts/<slug:language>/<slug:letter>/reset/", texts.reset, name="texts_reset"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<str:key>/", inbox.mail, name="inbox_mail"),
    path("inbox/<str:key>/page/", inbox.mail_page, name="inbox_page"),
    path("inbox/<str:key>/attachments/<int:number>/", inbox.attachment, name="inbox_attachment"),
]
