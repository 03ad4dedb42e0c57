"""Outcome measures: how answers become scores and verdicts of change, and the night pain rule.
Not here: what a verdict leads to (plans) and item texts that belong to others (text packs)."""
