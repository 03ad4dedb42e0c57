"""The patients' addresses. A token is a secret: routes, never paths, are logged."""

from django.urls import path

from bookings.portal import account, again, booking, choosing, dates, manage, move, profile, waitlist, wishes

app_name = "portal"
urlpatterns = [
    path("", choosing.home, name="home"),
    path("book/<slug:slug>/", choosing.services, name="services"),
    path("book/<slug:slug>/hold/<str:token>/", booking.details, name="details"),
    path("book/<slug:slug>/done/<str:token>/", booking.done, name="done"),
    path("book/<slug:slug>/<slug:option_id>/", choosing.times, name="times"),
    path("book/<slug:slug>/<slug:option_id>/hold/", booking.hold_time, name="hold"),
    path("book/<slug:slug>/<slug:option_id>/wait/", waitlist.wait, name="wait"),
    path("manage/<str:token>/", manage.show, name="manage"),
    path("manage/<str:token>/confirm/", manage.confirm_visit, name="confirm"),
    path("manage/<str:token>/cancel/", manage.cancel_visit, name="cancel"),
    path("manage/<str:token>/move/", move.move_visit, name="move"),
    path("manage/<str:token>/appointment.ics", manage.calendar_file, name="calendar"),
    path("manage/<str:token>/earlier/", waitlist.wait_for_earlier, name="earlier"),
    path("messages/<str:key>/", wishes.wishes, name="wishes"),
    path("messages/<str:key>/stop/<slug:topic>/", wishes.stop, name="stop"),
    path("me/", account.me, name="me"),
    path("me/sign-in/", account.sign_in_where, name="sign_in_where"),
    path("me/sign-in/<slug:slug>/", account.sign_in, name="sign_in"),
    path("me/sign-in/<slug:slug>/code/", account.enter_code, name="enter_code"),
    path("me/enter/<str:token>/", account.enter, name="enter"),
    path("me/as/<str:public_id>/", account.see_as, name="see_as"),
    path("me/profile/", profile.profile, name="profile"),
    path("me/again/<str:public_id>/", again.again, name="again"),
    path("me/sign-out/", account.sign_out, name="sign_out"),
    path("waiting/<str:token>/", waitlist.waiting, name="waiting"),
    path("waiting/<str:token>/leave/", waitlist.stop_waiting, name="leave"),
    path("dates/<str:token>/", dates.dates, name="dates"),
    path("dates/<str:token>/others/", dates.other_dates, name="other_dates"),
    path("offer/<str:token>/", waitlist.answer_offer, name="offer"),
    path("offer/<str:token>/decline/", waitlist.decline_offer, name="decline"),
]
