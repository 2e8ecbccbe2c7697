"""Through which grades a student came, where that was not one grade a year. Pure, without a database."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Path:
    """The grades of years before that are not the one below the year after: (years ago, grade), the latest first.

    Empty for a student who moved on by one grade each year. The year that runs is that of the student's grade.
    """

    before: tuple[tuple[int, int], ...] = ()

    def grade_ago(self, grade: int, years: int) -> int:
        """In which grade a student of this grade was so many years ago."""
        known = dict(self.before)
        for back in range(1, years + 1):
            grade = known.get(back, grade - 1)
        return grade

    def years_since(self, grade: int, first: int) -> int:
        """For how many years a student of this grade has been in the first of some grades or above it, without a year
        below: 0 in the year in which the student came to them."""
        years = 0
        while grade >= first and self.grade_ago(grade, years + 1) >= first:
            years += 1
        return years

    def later(self, years: int) -> Path:
        """The path of the same student so many school years later, with a grade more each year."""
        return replace(self, before=tuple((back + years, grade) for back, grade in self.before))


USUAL = Path()
