"""Killing things while messages leave: every process, Redis, PostgreSQL and the mail server, and then the reckoning.
Not here: tests of one rule with a clock of their own (tests/notifications), races for a time (tests/races)."""
