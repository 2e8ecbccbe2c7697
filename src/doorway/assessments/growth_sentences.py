"""What is said about growth percentiles that cannot be computed: of a file, of a row, of a cohort."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILE: dict[str, str | Promise] = {
    "missing": _("There is no file %(name)s. Check the path."),
    "empty": _("The file %(name)s is empty. Export it again."),
    "not_text": _("%(name)s is not a text file. Save the scores as CSV (UTF-8) and try again."),
    "not_gzip": _("%(name)s ends in .gz but is not a whole gzip file. Copy it again."),
    "broken": _("The file %(name)s is broken (%(why)s). Export it again."),
    "columns": _("The first line lacks these columns: %(missing)s. Add them and try again."),
    "column_twice": _("These columns of the first line say the same: %(columns)s. Keep one of them."),
    "no_scores": _("The file has no score that can be used. Look at the rows that were left out."),
    "no_year": _("The file has no scores of %(year)s. It has scores of: %(years)s."),
    "no_output_folder": _("There is no folder %(name)s to write to. Make it first."),
    "no_cluster": _("No Dask scheduler answers at %(address)s. Start it, or leave the setting empty."),
    "no_dask": _("Dask is not installed. Install it with: pip install 'doorway[cluster]'"),
    "bad_subject": _("The file names its subjects itself, so --subject cannot be used."),
}
ROW: dict[str, str | Promise] = {
    "no_id": _("The row has no student id."),
    "ssn_shaped": _("The student id looks like a Social Security number. Use the local or the state id."),
    "no_subject": _("The row has no subject."),
    "bad_year": _("“%(value)s” is not a school year. Write 2025 or 2024-25."),
    "bad_grade": _("“%(value)s” is not a grade. Write K or 1 to 12."),
    "not_a_number": _("“%(value)s” is not a number. Write digits only, without signs like %% or <."),
    "outside": _("%(value)s is outside of the scores that you said are possible."),
    "said_twice": _("The row says the same as row %(value)s."),
    "contradicts": _(
        "This row and row %(value)s give different results for the same student, subject and year. "
        "Both are left out; keep the right one."
    ),
}
COHORT: dict[str, str | Promise] = {
    "small": _("too few students: at least %(smallest)s are needed"),
    "same_now": _("all have the same score this year, so nobody grew more than another"),
    "few_now": _("too few different scores this year (%(number)s): these are levels, not scores"),
    "same_before": _("all had the same score %(number)s year(s) before, so it says nothing about growth"),
    "few_before": _("too few different scores %(number)s year(s) before: these are levels, not scores"),
    "singular": _("the scores of the years before say the same as each other, so their effects cannot be told apart"),
    "unproven": _("the best fit could not be proven; please report this"),
}
RUN: dict[str, str | Promise] = {
    "changed": _("The scores changed while growth was computed, so nothing was written."),
    "no_scores": _("No core tests of that year are on file any more."),
    "stopped": _("Somebody stopped it. Nothing was written."),
    "cut_off": _("It was cut off three times. Nothing was written. Tell whoever runs Doorway."),
    "broken": _("Something went wrong, and nothing was written. Try again; then tell whoever runs Doorway."),
}


def run_sentence(code: str) -> str:
    """Why a whole computation came to nothing."""
    return str(RUN[code])


def file_sentence(code: str, values: dict[str, Any]) -> str:
    """Why a file cannot be used, and what to do."""
    return str(FILE[code]) % values if values else str(FILE[code])


def row_sentence(code: str, value: str) -> str:
    """Why a row was left out."""
    return str(ROW[code]) % {"value": value}


def cohort_sentence(reason: str, number: int, smallest: int) -> str:
    """Why a cohort has no percentiles."""
    return str(COHORT[reason]) % {"number": number, "smallest": smallest}
