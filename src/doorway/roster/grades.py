"""What a grade is called, for every page and every paper.

Grades come as the roster keeps them: codes like ``KG``, ``03``, ``PK``.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

KINDERGARTEN = frozenset({"KG", "K"})
PRESCHOOL = frozenset({"PK", "PR"})


def grade_words(grade: str) -> str:
    """A grade as a line begins: “Grade 3”, “Kindergarten”; empty where the roster says none."""
    if grade in KINDERGARTEN:
        return _("Kindergarten")
    if grade in PRESCHOOL:
        return _("Preschool")
    return _("Grade %(number)s") % {"number": grade.lstrip("0")} if grade else ""


def grade_inside(grade: str) -> str:
    """A grade inside a sentence: “grade 3”, “kindergarten”; empty where the roster says none."""
    if grade in KINDERGARTEN:
        return _("kindergarten")
    if grade in PRESCHOOL:
        return _("preschool")
    return _("grade %(number)s") % {"number": grade.lstrip("0")} if grade else ""
