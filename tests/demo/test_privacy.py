"""The demo has every kind of request on its page, one of them late, and an emergency to look at."""

from bookings.models import Patient
from notes.record.disclosures import disclosures_of
from notes.record.emergency import emergencies
from notes.record.holds import open_hold
from notes.record.purge import purge_due
from notes.record.requests import answered_requests, open_requests
from tests.demo.loading import NOW, LoadedClinic


class PrivacyInTheDemo(LoadedClinic):
    def test_the_page_has_something_of_everything(self) -> None:
        waiting = open_requests(self.clinic, NOW)
        assert {line.kind for line in waiting} == {"copy", "amendment", "erasure"}
        assert [line.is_late for line in waiting].count(True) == 1
        assert [line.state for line in answered_requests(self.clinic, NOW)] == ["refused"]
        assert [line.is_reviewed for line in emergencies(self.clinic)] == [False]
        people = Patient.objects.filter(clinic=self.clinic)
        assert any(open_hold(person) for person in people)
        assert any(disclosures_of(person) for person in people)

    def test_nothing_of_the_demo_is_old_enough_to_go(self) -> None:
        assert purge_due(clock=lambda: NOW, seconds=5) == 0
