"""What the database refuses: growth of another score, and a letter that changes once it was sent."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard

_LETTER = "assessments_readingletter"
_READER = "assessments_readingletterreader"
# Of a sent letter only the moment of printing may still be written, once.
_KEPT = ("student_id", "school_id", "school_year", "period", "instrument", "grade", "level", "addressed", "language",
         "content", "channel", "written_at")  # fmt: skip

_OTHER_SCORE = (
    "NOT EXISTS (SELECT 1 FROM assessments_score s WHERE s.id = NEW.score_id AND s.student_id = NEW.student_id "
    "AND s.instrument = NEW.instrument AND s.subject = NEW.subject AND s.school_year = NEW.school_year)"
)

GUARDS = [
    trigger_guard(
        name="growth_is_of_its_score",
        table="assessments_growthpercentile",
        event="INSERT, UPDATE",
        refuse_when=_OTHER_SCORE,
        sentence="growth_is_of_its_score",
    ),
    trigger_guard(
        name="projection_is_of_its_score",
        table="assessments_growthprojection",
        event="INSERT, UPDATE",
        refuse_when=_OTHER_SCORE,
        sentence="projection_is_of_its_score",
    ),
    trigger_guard(
        name="reading_letter_is_frozen",
        table=_LETTER,
        event="UPDATE",
        refuse_when=(
            "("
            + " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _KEPT)
            + " OR COALESCE(NEW.value, -1) <> COALESCE(OLD.value, -1) OR OLD.on_paper_at IS NOT NULL)"
        ),
        sentence="a letter that was sent never changes",
    ),
    trigger_guard(
        name="reading_letter_stays",
        table=_LETTER,
        event="DELETE",
        refuse_when="(OLD.id IS NOT NULL)",
        sentence="a letter that was sent stays on record",
    ),
    trigger_guard(
        name="reading_letter_reader_stays",
        table=_READER,
        event="DELETE",
        refuse_when="(OLD.id IS NOT NULL)",
        sentence="who was written to stays on record",
    ),
    trigger_guard(
        name="reader_is_of_its_letter",
        table=_READER,
        event="INSERT, UPDATE",
        refuse_when=(
            f"(NOT EXISTS (SELECT 1 FROM {_LETTER} l WHERE l.id = NEW.letter_id AND l.student_id = NEW.student_id "  # noqa: S608  # names
            "AND l.school_year = NEW.school_year AND l.period = NEW.period))"
        ),
        sentence="reader_is_of_its_letter",
    ),
]
