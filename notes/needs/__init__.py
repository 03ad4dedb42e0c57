"""What waits for a person about treatment: calls, notes to sign, alerts of plans, requests about records.
The desk is told whom to call and nothing else; what concerns bookings is bookings.needs."""
