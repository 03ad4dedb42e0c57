"""Clinical pages for patients: questions behind a link of their own, which shows nothing of the record.
Not here: booking pages (bookings.portal); what the answers mean (outcomes, screening)."""
