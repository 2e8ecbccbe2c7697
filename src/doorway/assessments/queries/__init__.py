"""Reads of scores: the evidence for a student, and how a class or a school stands."""

from doorway.assessments.queries.evidence import evidence_for, evidence_for_many
from doorway.assessments.queries.groups import GroupResults, group_results

__all__ = ["GroupResults", "evidence_for", "evidence_for_many", "group_results"]
