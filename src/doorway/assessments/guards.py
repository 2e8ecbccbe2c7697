"""What the database refuses: growth of another score, a letter that changes once it was sent, a result that is lost."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard

_LETTER = "assessments_readingletter"
_READER = "assessments_readingletterreader"
_BY_EMAIL = "assessments_scoresbyemail"
# Of a sent letter only the moment of printing may still be written, once.
_KEPT = ("student_id", "school_id", "school_year", "period", "instrument", "grade", "level", "addressed", "language",
         "content", "channel", "written_at")  # fmt: skip

_OTHER_SCORE = (
    "NOT EXISTS (SELECT 1 FROM assessments_score s WHERE s.id = NEW.score_id AND s.student_id = NEW.student_id "
    "AND s.instrument = NEW.instrument AND s.subject = NEW.subject AND s.school_year = NEW.school_year)"
)

_TAKEN_OUT = "assessments_scoretakenout"
# Of a result that was taken out only that it was put back may still be written, once.
_TAKEN = ("student_id", "score_id", "instrument", "edition", "subject", "measure", "school_year", "grade", "period",
          "sitting", "scale", "level", "not_tested", "accommodations", "reason", "taken_out_at")  # fmt: skip
_TAKEN_NUMBERS = ("value", "growth_percentile", "national_percentile")
_HISTORY = "assessments_historicalscore"
_KEPT_IN_HISTORY = ("id", "student_id", "instrument", "subject", "measure", "school_year", "grade", "period", "sitting",
                    "scale", "level", "not_tested", "accommodations", "history_type", "history_date")  # fmt: skip


def _changed(columns: tuple[str, ...], numbers: tuple[str, ...]) -> str:
    """Something in these columns is another than before; ``numbers`` may be empty."""
    return " OR ".join(
        [f"NEW.{column} <> OLD.{column}" for column in columns]
        + [f"COALESCE(NEW.{column}, -1) <> COALESCE(OLD.{column}, -1)" for column in numbers]
    )


GUARDS = [
    trigger_guard(
        name="a_result_goes_with_a_reason",
        table="assessments_score",
        event="DELETE",
        refuse_when=(
            f"(NOT EXISTS (SELECT 1 FROM {_TAKEN_OUT} t WHERE t.score_id = OLD.id AND t.put_back_at IS NULL))"  # noqa: S608  # names
        ),
        sentence="a result is taken out with a reason, not deleted",
    ),
    trigger_guard(
        name="taken_out_is_frozen",
        table=_TAKEN_OUT,
        event="UPDATE",
        refuse_when=f"(OLD.put_back_at IS NOT NULL OR {_changed(_TAKEN, _TAKEN_NUMBERS)})",
        sentence="a result that was taken out is put back once and stays as it was",
    ),
    trigger_guard(
        name="taken_out_stays",
        table=_TAKEN_OUT,
        event="DELETE",
        refuse_when="(OLD.id IS NOT NULL)",
        sentence="why a result was taken out stays on record",
    ),
    trigger_guard(
        name="score_history_is_frozen",
        table=_HISTORY,
        event="UPDATE",
        refuse_when=f"({_changed(_KEPT_IN_HISTORY, _TAKEN_NUMBERS)})",
        sentence="the history of a result never changes",
    ),
    trigger_guard(
        name="score_history_stays",
        table=_HISTORY,
        event="DELETE",
        refuse_when="(OLD.history_id IS NOT NULL)",
        sentence="the history of a result stays on record",
    ),
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
    trigger_guard(
        name="scores_by_email_are_a_guardians",
        table=_BY_EMAIL,
        event="INSERT",
        refuse_when=(
            "(NOT EXISTS (SELECT 1 FROM roster_person p JOIN roster_guardianship g ON g.guardian_id = p.id "
            "WHERE p.user_id = NEW.user_id AND p.district_id = NEW.district_id AND p.is_active AND g.is_active))"
        ),
        sentence="only a guardian asks for scores by e-mail",
    ),
    trigger_guard(
        name="scores_by_email_end_once",
        table=_BY_EMAIL,
        event="UPDATE",
        refuse_when=(
            "(OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.user_id <> OLD.user_id "
            "OR NEW.district_id <> OLD.district_id OR NEW.chosen_at <> OLD.chosen_at)"
        ),
        sentence="a yes to scores by e-mail ends once and stays on record",
    ),
    trigger_guard(
        name="scores_by_email_stay",
        table=_BY_EMAIL,
        event="DELETE",
        refuse_when="(OLD.id IS NOT NULL)",
        sentence="who asked for scores by e-mail, and when, stays on record",
    ),
]
