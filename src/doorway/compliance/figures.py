"""What everybody may read of how the schools keep the policy: no number says something about fewer than ten students.

The rule is that of a school's test results (docs/decisions/020), with schools where those have grades, and with two
categories for each measure: has it, and has it not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.assessments.core.groups import Parts, published
from doorway.compliance.queries.standing import Tally

MEASURES: dict[str, str | Promise] = {
    "plan": _("Plan in force"),
    "individual": _("All individual conferences"),
    "involved": _("Parents took part"),
    "signed": _("Signed"),
    "done": _("Everything"),
}


@dataclass(frozen=True)
class Share:
    """So many of so many students."""

    have: int
    of: int


@dataclass(frozen=True)
class PublicFigures:
    """For each measure the share of all schools together, and of the schools of which it may be said.

    ``shares[school]`` and ``everybody`` are in the order of :data:`MEASURES`; none where nothing may be said.
    """

    everybody: tuple[Share | None, ...]
    schools: Mapping[str, tuple[Share | None, ...]]

    @property
    def is_empty(self) -> bool:
        """Nothing at all may be said."""
        return not any(self.everybody)


def public_figures(tallies: Mapping[str, Tally]) -> PublicFigures:
    """What may be said of schools, by their names. Each measure is divided for itself, over the same students."""
    names = sorted(tallies)
    shares: dict[str, list[Share | None]] = {name: [] for name in names}
    everybody: list[Share | None] = []
    for measure in MEASURES:
        table = {place: _divided(tallies[name], measure) for place, name in enumerate(names)}
        found = published(table)
        everybody.append(_share(found.everybody) if found else None)
        for place, name in enumerate(names):
            parts = found.grades.get(place) if found else None
            shares[name].append(_share(parts) if parts else None)
    return PublicFigures(tuple(everybody), {name: tuple(row) for name, row in shares.items() if any(row)})


def _divided(tally: Tally, measure: str) -> Sequence[int]:
    have: int = getattr(tally, measure)
    return (have, tally.students - have)


def _share(parts: Parts) -> Share | None:
    """Nothing where those who have it and those who have not are counted together."""
    return Share(parts[0].number, sum(part.number for part in parts)) if len(parts) > 1 else None
