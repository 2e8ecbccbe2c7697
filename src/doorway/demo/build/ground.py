"""The ground: the district, its calendar, last year's and this year's roster, scores, homes, marks, the archive."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.utils import timezone

from doorway.accounts.models import District
from doorway.assessments.imports import apply_scores, preview_scores
from doorway.conferences.actions.publishing import record_past_conference
from doorway.demo.build.stage import Stage
from doorway.demo.generate.bundle import write_bundle
from doorway.demo.generate.catalog import SCED_RELEASE, SCED_TABLE, write_catalog_file
from doorway.demo.generate.scores import write_scores
from doorway.demo.generate.transcripts import write_transcripts
from doorway.pathways.courses.file import CourseFile
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.imports import preview, take_in
from doorway.pathways.occupations.imports import take_in_sced
from doorway.pathways.transcripts.file import TranscriptFile
from doorway.policy.queries import state_pack
from doorway.roster.actions import add_days_off, add_district, close_record, grant_role, set_homes
from doorway.roster.imports.actions import import_roster

CODE = "garfield"

# The five entries of the superintendent's letter of the school year 2011-12: school, schools that join, days.
LETTER: tuple[tuple[str, tuple[str, ...], str, tuple[date, ...]], ...] = (
    ("panguitch-elementary", (), "sep", (date(2011, 11, 2), date(2011, 11, 3))),
    ("boulder-elementary", (), "sep", (date(2011, 11, 9),)),
    ("bryce-valley-elementary", (), "sep", (date(2011, 11, 3), date(2011, 11, 4))),
    ("panguitch-elementary", (), "sep", (date(2012, 2, 21), date(2012, 2, 22))),
    ("panguitch-high", ("panguitch-middle",), "seop", (date(2012, 2, 21), date(2012, 2, 22))),
)


def new_district() -> District:
    """The district itself."""
    return add_district(name="Garfield County School District", code=CODE, short_name="Garfield", phone="435-555-0100")


def take_roster(stage: Stage, path: Path) -> None:
    """Write the roster bundle and take it in under the strict check."""
    write_bundle(stage.draft, path)
    import_roster(district=stage.district, path=path, by=None, strict=True, yes_vanished=True)


def take_scores(stage: Stage, path: Path) -> None:
    """Write the score file and take it in."""
    write_scores(stage.draft, state_pack(stage.district), path)
    run = preview_scores(district=stage.district, path=path, by=stage.office())
    apply_scores(run=run, path=path, by=stage.office())


def take_transcripts(stage: Stage, folder: Path) -> None:
    """Take the national codes in; write the course catalog and the transcripts of the high schools, take both in."""
    book = rule_book(stage.district)
    if book is None:
        return
    take_in_sced(SCED_TABLE, release=SCED_RELEASE, dry_run=False, now=stage.now, progress=lambda *_: None)
    courses = book.sets[0].catalog
    write_catalog_file(stage.draft, courses, folder / "courses.csv")
    write_transcripts(stage.draft, courses, folder / "transcripts.csv")
    for kind, name in ((CourseFile, "courses.csv"), (TranscriptFile, "transcripts.csv")):
        run = preview(kind, district=stage.district, path=folder / name, by=stage.office())
        take_in(kind, run=run, path=folder / name, by=stage.office())


def settle(stage: Stage) -> None:
    """What no roster file carries: days off, the interpreter, second homes, the closed record."""
    add_days_off(district=stage.district, days=stage.draft.calendar.days_off)
    people = stage.people()
    grant_role(district=stage.district, email=people["ines"].email, role="interpreter")
    for student in stage.draft.students:
        if len(student.homes) > 1:
            homes = {
                people[guardian].pk: number for number, home in enumerate(student.homes, start=1) for guardian in home
            }
            set_homes(student=people[student.key], homes=homes, by=None, now=timezone.now())
    if "sadie" in people:
        close_record(
            student=people["sadie"],
            to=people["travis"],
            reason="Court order on file in the school office.",
            by=stage.office("panguitch-elementary"),
            now=stage.now,
        )


def keep_the_letter(stage: Stage) -> None:
    """The five entries of the letter, as the archived calendar of 2011-12."""
    for school, others, kind, days in LETTER:
        record_past_conference(
            school=stage.schools[school],
            kind=kind,
            days=days,
            by=stage.office(),
            now=stage.now,
            label="Panguitch Middle/High" if others else "",
            also_for=[stage.schools[other] for other in others],
        )
