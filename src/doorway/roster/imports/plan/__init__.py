"""The plan: what a roster would change in a district, computed without changing anything."""

from __future__ import annotations

from datetime import date

from doorway.accounts.models import District
from doorway.roster.core.oneroster import Roster, collector_paused
from doorway.roster.imports.plan.comparing import Comparing
from doorway.roster.imports.plan.enrollments import compare_enrollments
from doorway.roster.imports.plan.families import compare_families
from doorway.roster.imports.plan.grades import compare_grades
from doorway.roster.imports.plan.losses import Losses
from doorway.roster.imports.plan.model import NAMED_PER_NOUN, NOUNS, Line, Loss, Plan
from doorway.roster.imports.plan.people import compare_people
from doorway.roster.imports.plan.places import compare_places
from doorway.roster.imports.plan.roles import compare_roles
from doorway.roster.imports.snapshot import take_snapshot

__all__ = ["NAMED_PER_NOUN", "NOUNS", "Line", "Loss", "Plan", "make_plan"]


def make_plan(roster: Roster, *, district: District, today: date) -> Plan:
    """Compare the roster with what the district holds. Nothing is written."""
    plan = Plan(district, roster)
    said = roster.findings
    if roster.usable:
        with collector_paused():
            comparing = Comparing(plan, take_snapshot(district), today)
            losses = Losses(comparing)
            compare_places(comparing)
            compare_people(comparing)
            compare_roles(comparing)
            compare_grades(comparing)
            compare_enrollments(comparing)
            compare_families(comparing)
            plan.losses = losses.found()
        said += comparing.findings.all()
    plan.lines[:0] = [Line.of(finding) for finding in said]
    return plan
