"""What everybody may read of how the schools keep the policy: no number says something about fewer than ten students.

The rule is that of a school's test results (docs/decisions/020), with schools where those have grades. There is **one**
division of the students and not one for each measure: whoever has signed has taken part, and whoever has everything has
a plan, so of two numbers beside each other the difference would be about the few in between. Those of whom not all is
known stand with those who lack something: nobody can say that they have everything.

And no school is shown, or left over beside those that are, of which all students stand at some of the steps and none at
the others: "0 and 13" would say it of each of the thirteen families.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from doorway.assessments.core.groups import Parts, published
from doorway.compliance.queries.standing import Tally

STEPS: tuple[str | Promise, ...] = (
    gettext_lazy("Everything that is asked is there"),
    gettext_lazy("Parents took part, something is missing or not known"),
    gettext_lazy("Parents have not taken part yet"),
)
# What two steps are when they are counted together; all three are not shown.
TOGETHER: dict[tuple[int, ...], str | Promise] = {
    (0, 1): gettext_lazy("Parents took part"),
    (1, 2): gettext_lazy("Something is missing or not known"),
}


@dataclass(frozen=True)
class PublicFigures:
    """A table: the steps (some counted together), the schools that may be shown, and all of those that are counted.

    ``tells_all``: one column is those who have everything that is asked; another one then names who is not known.
    """

    heads: tuple[str, ...]
    schools: Mapping[str, tuple[int, ...]]
    everybody: tuple[int, ...]
    left_out: bool
    tells_all: bool


def public_figures(tallies: Mapping[str, Tally]) -> PublicFigures | None:
    """What may be said of schools, by their names; none where that is nothing.

    They are taken in the order in which they come: that order must not change while the numbers do not.
    """
    names = list(tallies)
    found = published({place: _steps(tallies[name]) for place, name in enumerate(names)}, empty=False)
    if found is None or len(found.everybody) < 2:
        return None
    return PublicFigures(
        heads=tuple(_head(part.members) for part in found.everybody),
        schools=dict(sorted((names[place], _numbers(parts)) for place, parts in found.grades.items())),
        everybody=_numbers(found.everybody),
        left_out=len(found.counted) < sum(tally.students > 0 for tally in tallies.values()),
        tells_all=any(part.members == (0,) for part in found.everybody),
    )


def _steps(tally: Tally) -> tuple[int, ...]:
    # Whoever has everything has taken part: it is a part of everything. Of whom not all is known, nobody says it here.
    return (tally.sure, tally.involved - tally.sure, tally.students - tally.involved)


def _head(members: tuple[int, ...]) -> str:
    return str(TOGETHER[members] if members in TOGETHER else STEPS[members[0]])


def _numbers(parts: Parts) -> tuple[int, ...]:
    return tuple(part.number for part in parts)
