"""The demo's waiting list has somebody to call, somebody whom the clock asks, and times that came free."""

from bookings.models import WaitlistOffer
from bookings.waitlist import sweep
from bookings.waitlist.queries import fits_for, waiting_list
from tests.demo.loading import NOW, LoadedClinic


class WaitingInTheDemo(LoadedClinic):
    def test_the_page_shows_who_waits_and_what_came_free_for_them(self) -> None:
        page = waiting_list(self.clinic, NOW)
        assert len(page.lines) >= 5
        assert any(not line.has_email for line in page.lines)
        assert any(free.candidates for free in page.freed)

    def test_the_clock_offers_what_fits_and_leaves_the_rest_to_the_desk(self) -> None:
        assert sweep.offer_freed(clock=lambda: NOW) >= 1
        assert WaitlistOffer.objects.filter(entry__clinic=self.clinic).exists()
        found = [
            fit
            for free in waiting_list(self.clinic, NOW).freed
            for fit in fits_for(
                self.clinic,
                self.clinic.therapists.get(public_id=free.therapist_id),
                free.starts_at,
                free.ends_at,
                NOW,
            ).best
        ]
        assert any(not fit.has_email for fit in found)
