"""Clinical rows and the facts about them that must always hold: problems, plans, session notes, measures.
Not here: who may see them (access), reads across tables (queries), changes (verbs)."""

from notes.models.after_signing import NoteRemark, NoteRetraction, WorkingNote
from notes.models.consent import Consent, ConsentWording
from notes.models.course import (
    CareAlert,
    ComponentRating,
    PlanHold,
    PlanReview,
    PlanVersion,
    TrendEvaluation,
)
from notes.models.documents import Document
from notes.models.homecare import (
    CheckIn,
    ExerciseLog,
    ExercisePrescription,
    ReadinessCheck,
    SelfCareEpisode,
    TriggerEntry,
)
from notes.models.intake import Intake, IntakeDraft
from notes.models.outcomes import MeasureResponse, Questionnaire, TextPack
from notes.models.parts import Goal, PlanComponent
from notes.models.plans import Problem, TreatmentPlan
from notes.models.privacy import (
    Disclosure,
    EmergencyAccess,
    LegalHold,
    RecordPolicy,
    RecordRequest,
    Tombstone,
)
from notes.models.screening import ClearanceDecision, Contraindication, Screening
from notes.models.soap import Addendum, SoapNote
from notes.models.supervision import Supervision

__all__ = [
    "Addendum",
    "CareAlert",
    "CheckIn",
    "ClearanceDecision",
    "ComponentRating",
    "Consent",
    "ConsentWording",
    "Contraindication",
    "Disclosure",
    "Document",
    "EmergencyAccess",
    "ExerciseLog",
    "ExercisePrescription",
    "Goal",
    "Intake",
    "IntakeDraft",
    "LegalHold",
    "MeasureResponse",
    "NoteRemark",
    "NoteRetraction",
    "PlanComponent",
    "PlanHold",
    "PlanReview",
    "PlanVersion",
    "Problem",
    "Questionnaire",
    "ReadinessCheck",
    "RecordPolicy",
    "RecordRequest",
    "Screening",
    "SelfCareEpisode",
    "SoapNote",
    "Supervision",
    "TextPack",
    "Tombstone",
    "TreatmentPlan",
    "TrendEvaluation",
    "TriggerEntry",
    "WorkingNote",
]
