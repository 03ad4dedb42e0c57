"""What patients do between visits: the exercise library, the readiness and stop rules, the trigger diary.
Not here: how much of it was done (plans.dose) and the massage itself (soap)."""
