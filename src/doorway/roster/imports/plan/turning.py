"""Whether a roster is the first one of a new school year: most of those who were there are in a later grade."""

from __future__ import annotations

from doorway.roster.core.turning import moved_up, year_of_roster
from doorway.roster.imports.plan.comparing import Comparing
from doorway.roster.imports.snapshot import Snapshot


class Turning:
    """Looks at the grades before a plan is made, and again after."""

    def __init__(self, c: Comparing) -> None:
        self._c = c
        self._before = _grades(c.now)

    def found(self) -> int:
        """The school year, by its end, of which the grades are then."""
        after = _grades(self._c.now)
        moves = [moved_up(grade, after[person]) for person, grade in self._before.items() if person in after]
        roster = self._c.roster
        years = {session.school_year for session in roster.sessions.values()}
        return year_of_roster(
            self._c.plan.district.grades_of,
            moved=moves.count(True),
            stayed=moves.count(False),
            listed=years,
            day=self._c.today,
        )


def _grades(now: Snapshot) -> dict[object, str]:
    """The grades of everybody who is listed."""
    return {row.id: row.grade for row in now.people.values() if row.is_active and row.grade}
