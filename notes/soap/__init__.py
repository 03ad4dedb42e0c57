"""Session notes: subjective, objective, assessment and plan of one visit, and the body chart they point at.
Not here: the plan across visits (plans) and exercises at home (homecare)."""
