"""Clinical rows and the facts about them that must always hold: problems, plans, session notes, measures.
Not here: who may see them (access), reads across tables (queries), changes (verbs)."""

from notes.models.outcomes import MeasureResponse
from notes.models.plans import Goal, PlanComponent, Problem, TreatmentPlan
from notes.models.soap import Addendum, SoapNote

__all__ = [
    "Addendum",
    "Goal",
    "MeasureResponse",
    "PlanComponent",
    "Problem",
    "SoapNote",
    "TreatmentPlan",
]
