"""The log of looks only grows; what was done with a student's homes, and which grade was entered, stays as it was."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard

GUARDS = [
    trigger_guard(
        "record_look_is_kept",
        "roster_recordlook",
        "UPDATE, DELETE",
        "(OLD.id IS NOT NULL)",
        "the log of looks only grows",
    ),
    # Whom a change set who is gone by now is all that may be taken out of it.
    trigger_guard(
        "home_change_is_kept",
        "roster_homechange",
        "UPDATE",
        "(OLD.home_before <> NEW.home_before OR OLD.home_after <> NEW.home_after OR OLD.guardian_id <> NEW.guardian_id"
        " OR OLD.student_id <> NEW.student_id OR OLD.changed_at <> NEW.changed_at)",
        "who changed a home is kept as it was",
    ),
    # Of the year that runs the grade itself speaks.
    trigger_guard(
        "earlier_grade_is_of_before",
        "roster_earliergrade",
        "INSERT, UPDATE",
        "(NOT EXISTS (SELECT 1 FROM roster_person p WHERE p.id = NEW.student_id AND p.grade_year > NEW.school_year))",
        "an earlier grade is of a school year before the one of the grade",
    ),
    # What a person entered is taken back, once, and nothing else of it changes. Who it was may be gone by now.
    trigger_guard(
        "entered_grade_is_kept",
        "roster_earliergrade",
        "UPDATE",
        "(OLD.student_id <> NEW.student_id OR OLD.school_year <> NEW.school_year OR OLD.source <> NEW.source"
        " OR OLD.taken_back_at IS NOT NULL AND (NEW.taken_back_at IS NULL OR OLD.taken_back_at <> NEW.taken_back_at)"
        " OR OLD.source = 'local' AND (OLD.grade <> NEW.grade OR OLD.entered_at <> NEW.entered_at))",
        "a grade that was entered is taken back and not changed",
    ),
]
