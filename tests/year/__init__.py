"""A year of three clinics in one run: people knock, the clock's tasks run when beat would ring, letters leave; then the reckoning.
Not here: races (tests/races), processes that die (tests/chaos), histories against a model (tests/oracle).
"""
