"""What waits for a person at the desk: requests, claims, messages that failed, offers nobody took, wishes for dates.
Nothing is decided here, and nothing clinical lives here: that is notes.needs."""
