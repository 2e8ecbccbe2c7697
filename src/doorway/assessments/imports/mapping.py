"""A layout that a person makes for a waiting file: tried against its first rows, kept, put away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.assessments.errors import LayoutNotKept
from doorway.assessments.imports.comparing import Comparison, Refused, Wanted, compare
from doorway.assessments.imports.keeping import SCORE_FILES
from doorway.assessments.imports.reader import ReadAs, ScoreFile, open_scores, read_as
from doorway.assessments.imports.years import this_school_year
from doorway.assessments.layouts import Layout
from doorway.assessments.models import ScoreLayout
from doorway.policy.packs import year_text
from doorway.policy.queries import state_pack
from doorway.roster.models import ImportRun

ROWS_TRIED = 200
EXAMPLES = 3
# What a person can say the meaning of: the refusal, the field, and what its words may mean is in the pack.
WORDS = {
    "unknown_level": "level",
    "unknown_period": "period",
    "unknown_measure": "measure",
    "unknown_subject": "subject",
    "unknown_reason": "not_tested",
    "bad_grade": "grade",
}
MOST_WORDS = 12


@dataclass(frozen=True)
class Trial:
    """What the first rows come to by a layout."""

    taken: tuple[Wanted, ...]
    refused: tuple[Refused, ...]
    rows: int
    understood: int

    @property
    def unknown_words(self) -> dict[str, list[str]]:
        """For a field the words that nobody knows yet."""
        found: dict[str, list[str]] = {}
        for one in self.refused:
            field = WORDS.get(one.code)
            word = str(one.params.get("value", ""))
            if field and word and word not in found.setdefault(field, []) and len(found[field]) < MOST_WORDS:
                found[field].append(word)
        return found


def waiting_file(run: ImportRun) -> ScoreFile:
    """The run's file; refused where it is no longer here."""
    return open_scores(SCORE_FILES.place_of(run), run.source_name)


def examples(file: ScoreFile) -> list[tuple[str, list[str]]]:
    """Each heading with what stands below it in the first rows."""
    rows = [cells for _number, cells in replace(file, most=EXAMPLES).rows()]
    return [
        (heading, [cells[place][:40] for cells in rows if place < len(cells)])
        for place, heading in enumerate(file.header)
        if heading.strip()
    ]


def try_layout(*, district: District, file: ScoreFile, layout: Layout) -> Trial:
    """Read the first rows by the layout; nothing is written. Without a year in the file it is this one."""
    this_year = this_school_year(district)
    year = "" if layout.tells_year else year_text(this_year)
    read: ReadAs = read_as(file, [layout], layout=layout.key, school_year=year)
    first = replace(file, most=ROWS_TRIED)
    found: Comparison = compare(first, read, district=district, pack=state_pack(district), this_year=this_year)
    changed = (change.wanted for change in found.changed)
    taken = sorted((*found.created, *changed, *found.waiting), key=lambda one: one.row)
    rows = sum(1 for _row in first.rows())
    return Trial(tuple(taken), tuple(found.refused), rows, len(taken) + found.unchanged)


def keep_layout(*, district: District, layout: Layout, name: str, by: User | None) -> ScoreLayout:
    """Keep a layout under its name; refused where the district has one of that name."""
    try:
        with transaction.atomic():
            return ScoreLayout.objects.create(
                district=district,
                key=layout.key,
                name=name,
                content=layout.model_dump(mode="json", exclude_none=True),
                created_by=by,
                created_at=timezone.now(),
            )
    except IntegrityError:
        raise LayoutNotKept(name=name) from None


def put_away(layouts: Iterable[ScoreLayout]) -> int:
    """Let layouts go; files that were taken in by them stay as they are. How many they were."""
    gone = list(layouts)
    for layout in gone:
        layout.delete()
    return len(gone)
