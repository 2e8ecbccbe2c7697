"""A growth percentile belongs to the score that it was computed from: the database says so."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard

GUARDS = [
    trigger_guard(
        name="growth_is_of_its_score",
        table="assessments_growthpercentile",
        event="INSERT, UPDATE",
        refuse_when=(
            "NOT EXISTS (SELECT 1 FROM assessments_score s WHERE s.id = NEW.score_id AND s.student_id = NEW.student_id "
            "AND s.instrument = NEW.instrument AND s.subject = NEW.subject AND s.school_year = NEW.school_year)"
        ),
        sentence="growth_is_of_its_score",
    )
]
