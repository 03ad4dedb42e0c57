"""Treatment plans: how long a problem has lasted, the dose, reviews, adherence and the trend rule.
Not here: scoring of measures (outcomes) and the content of a session (soap)."""
