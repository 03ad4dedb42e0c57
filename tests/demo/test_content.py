"""What the demo clinic has to show: every state of visits, messages, plans and notes; people of all kinds."""

from datetime import timedelta

from bookings import integrity
from bookings.models import ApiKey, Appointment, Notification, Patient, User, Webhook
from notes.demo import PASSWORD, logins
from notes.models import PlanComponent, SoapNote, TreatmentPlan
from notes.plans.activate import missing
from notes.plans.queries import plan_sheet
from tests.demo.loading import NOW, LoadedClinic

Status = Appointment.Status


class FreshClinic(LoadedClinic):
    def test_nothing_in_a_fresh_clinic_is_found_wrong(self) -> None:
        assert list(integrity.findings(NOW)) == []

    def test_today_has_somebody_done_somebody_here_and_somebody_to_come(self) -> None:
        today = Appointment.objects.filter(starts_at__date=NOW.date())
        assert {Status.FULFILLED, Status.ARRIVED, Status.BOOKED} <= set(
            today.values_list("status", flat=True)
        )

    def test_every_end_of_a_visit_can_be_seen(self) -> None:
        assert set(Appointment.objects.values_list("status", flat=True)) == set(Status)
        assert Appointment.objects.filter(
            status=Status.PENDING, answer_by__gt=NOW + timedelta(hours=12)
        ).exists()
        assert Appointment.objects.filter(is_late_cancel=True).exists()
        assert Appointment.objects.filter(revision=2, starts_at__gt=NOW).exists()
        assert len(set(Appointment.objects.values_list("cancellation_reason", flat=True))) > 4

    def test_other_programs_can_be_seen_and_none_is_called(self) -> None:
        hook = Webhook.objects.get()
        assert not hook.is_active
        assert set(hook.deliveries.values_list("state", flat=True)) == {"sent", "failed"}
        assert ApiKey.objects.filter(revoked_at=None).count() == 1

    def test_the_ledger_tells_of_messages_sent_failed_withdrawn_and_to_come(self) -> None:
        state = Notification.State
        assert set(Notification.objects.values_list("state", flat=True)) == set(state) - {state.SENDING}
        assert not Notification.objects.filter(state=state.WAITING, send_at__lte=NOW).exists()
        assert not Notification.objects.filter(state=state.SENT, sent_at__gt=NOW).exists()
        assert (
            not Notification.objects.exclude(state=state.WAITING)
            .filter(send_at__gt=NOW)
            .exclude(state=state.VOID)
            .exists()
        )

    def test_plans_are_in_every_state_and_those_in_force_lack_nothing(self) -> None:
        plans = TreatmentPlan.objects.exclude(status=TreatmentPlan.Status.DRAFT)
        assert set(TreatmentPlan.objects.values_list("status", flat=True)) == {
            "draft",
            "active",
            "on_hold",
            "completed",
        }
        assert [missing(plan, list(plan.goals.all()), list(plan.components.all())) for plan in plans] == [
            []
        ] * len(plans)
        assert set(PlanComponent.objects.values_list("kind", flat=True)) == set(PlanComponent.Kind)

    def test_one_plan_is_at_three_sessions_of_six(self) -> None:
        plan = TreatmentPlan.objects.get(patient__first_name="Amara")
        progress = plan_sheet(plan, today=NOW.date(), now=NOW).progress
        assert (progress.planned, progress.done, progress.booked) == (6, 3, 2)

    def test_yesterdays_unsigned_notes_wait(self) -> None:
        yesterday = Appointment.objects.filter(
            starts_at__date=NOW.date() - timedelta(days=1), status=Status.FULFILLED
        )
        assert SoapNote.objects.get(appointment__in=yesterday, status="draft").patient.first_name == "Beth"
        assert yesterday.filter(soap_notes=None).exists()

    def test_a_guardian_a_shared_address_and_names_of_many_scripts(self) -> None:
        child = Patient.objects.get(guardian__isnull=False)
        assert child.email == ""
        assert child.guardian
        assert child.guardian.email
        told_guardian = Notification.objects.filter(patient=child).values_list("recipient", flat=True)
        assert set(told_guardian) == {child.guardian.email}
        emails = list(Patient.objects.exclude(email="").values_list("email", flat=True))
        assert len(emails) - len(set(emails)) == 1
        assert Patient.objects.filter(first_name="נועה").exists()

    def test_everybody_of_the_printed_list_can_sign_in(self) -> None:
        for role, email, _password in logins("riverside"):
            user = User.objects.get(email=email)
            assert user.check_password(PASSWORD)
            assert user.memberships.get().role == role.lower()
