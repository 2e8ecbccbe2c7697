"""The plan: entries, goals, notes; its frozen versions and their signatures."""

from doorway.plans.models.plans import Goal, Plan, PlanEntry, PlanNote
from doorway.plans.models.versions import PlanVersion, Signature

__all__ = ["Goal", "Plan", "PlanEntry", "PlanNote", "PlanVersion", "Signature"]
