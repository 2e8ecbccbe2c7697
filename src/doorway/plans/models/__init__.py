"""The plan: entries, goals, notes; its frozen versions and their signatures; packets that were ordered."""

from doorway.plans.models.orders import PacketOrder
from doorway.plans.models.plans import Goal, Plan, PlanEntry, PlanNote
from doorway.plans.models.versions import PlanVersion, Signature

__all__ = ["Goal", "PacketOrder", "Plan", "PlanEntry", "PlanNote", "PlanVersion", "Signature"]
