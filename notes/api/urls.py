"""Under /api/v1/, beside the addresses of bookings."""

from django.urls import include, path

from notes.api import documents, measures, notes, parts, plans, records, screenings, series

app_name = "clinical-api"
of_plans = [
    path("", plans.OnePlanView.as_view(), name="plan"),
    path("activate/", plans.ActivatePlanView.as_view(), name="plan-activate"),
    path("revise/", plans.RevisePlanView.as_view(), name="plan-revise"),
    path("hold/", plans.HoldPlanView.as_view(), name="plan-hold"),
    path("resume/", plans.ResumePlanView.as_view(), name="plan-resume"),
    path("close/", plans.ClosePlanView.as_view(), name="plan-close"),
    path("revoke/", plans.RevokePlanView.as_view(), name="plan-revoke"),
    path("reviews/", plans.ReviewPlanView.as_view(), name="plan-reviews"),
    path("versions/", plans.PlanVersionsView.as_view(), name="plan-versions"),
    path("papers/<slug:kind>/", documents.PlanPaperView.as_view(), name="plan-paper"),
    path("letters/", documents.PlanLettersView.as_view(), name="plan-letters"),
    path("propose-series/", series.ProposeSeriesView.as_view(), name="plan-propose-series"),
    path("book-series/", series.BookSeriesView.as_view(), name="plan-book-series"),
]
urlpatterns = [
    path("problems/", parts.ProblemsView.as_view(), name="problems"),
    path("problems/<slug:id>/", parts.ProblemView.as_view(), name="problem"),
    path("plans/", plans.PlansView.as_view(), name="plans"),
    path("plans/<slug:id>/", include(of_plans)),
    path("goals/", parts.GoalsView.as_view(), name="goals"),
    path("goals/<slug:id>/", parts.GoalView.as_view(), name="goal"),
    path("plan-components/", parts.ComponentsView.as_view(), name="plan-components"),
    path("plan-components/<slug:id>/", parts.ComponentView.as_view(), name="plan-component"),
    path("notes/", notes.NotesView.as_view(), name="notes"),
    path("notes/<slug:id>/", notes.NoteView.as_view(), name="note"),
    path("notes/<slug:id>/sign/", notes.SignNoteView.as_view(), name="note-sign"),
    path("notes/<slug:id>/cosign/", notes.CosignNoteView.as_view(), name="note-cosign"),
    path("notes/<slug:id>/send-back/", notes.SendBackNoteView.as_view(), name="note-send-back"),
    path("notes/<slug:id>/addenda/", notes.AddendaView.as_view(), name="note-addenda"),
    path("notes/<slug:id>/retract/", notes.RetractNoteView.as_view(), name="note-retract"),
    path("notes/<slug:id>/summary/", documents.NoteSummaryView.as_view(), name="note-summary"),
    path("documents/", documents.DocumentsView.as_view(), name="documents"),
    path("documents/<slug:id>/", documents.DocumentView.as_view(), name="document"),
    path("documents/<slug:id>/content/", documents.DocumentContentView.as_view(), name="document-content"),
    path("measures/", measures.MeasuresView.as_view(), name="measures"),
    path("measures/<slug:code>/", measures.MeasureView.as_view(), name="measure"),
    path("measure-responses/", measures.ResponsesView.as_view(), name="measure-responses"),
    path("measure-responses/<slug:id>/", measures.ResponseView.as_view(), name="measure-response"),
    path("patients/<slug:id>/record/", records.RecordView.as_view(), name="record"),
    path("patients/<slug:id>/access-log/", records.AccessLogView.as_view(), name="access-log"),
    path("screenings/", screenings.ScreeningsView.as_view(), name="screenings"),
    path("screenings/<slug:id>/", screenings.ScreeningView.as_view(), name="screening"),
    path("clearances/", screenings.ClearancesView.as_view(), name="clearances"),
    path("clearances/<slug:id>/", screenings.ClearanceView.as_view(), name="clearance"),
]
