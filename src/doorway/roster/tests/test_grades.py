"""A grade has one name, on every page and every paper."""

from __future__ import annotations

import pytest
from django.utils import translation

from doorway.roster.grades import grade_inside, grade_words


@pytest.mark.parametrize(
    ("grade", "begins", "inside", "spanish", "spanish_inside"),
    [
        ("03", "Grade 3", "grade 3", "Grado 3", "3.º grado"),
        ("10", "Grade 10", "grade 10", "Grado 10", "10.º grado"),
        ("KG", "Kindergarten", "kindergarten", "Kínder", "kínder"),
        ("K", "Kindergarten", "kindergarten", "Kínder", "kínder"),
        ("PK", "Preschool", "preschool", "Preescolar", "preescolar"),
        ("", "", "", "", ""),
    ],
)
def test_a_grade_is_called_the_same_everywhere(
    grade: str, begins: str, inside: str, spanish: str, spanish_inside: str
) -> None:
    with translation.override("en"):
        assert (grade_words(grade), grade_inside(grade)) == (begins, inside)
    with translation.override("es"):
        assert (grade_words(grade), grade_inside(grade)) == (spanish, spanish_inside)
