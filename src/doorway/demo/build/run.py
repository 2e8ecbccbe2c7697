"""The stages of the build, in order."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from doorway.accounts.statistics import count_rows
from doorway.compliance.actions.keeping import keep_figures
from doorway.conferences.models import Conference
from doorway.demo.build import (
    aid,
    choosing,
    conferences,
    families,
    follow_up,
    ground,
    growing,
    letters,
    planning,
    policies,
    post,
    reading,
    signing,
    writing,
)
from doorway.demo.build.stage import LARGE, Stage
from doorway.demo.generate import draft_district
from doorway.demo.generate.last_year import one_year_before

Tell = Callable[[str], None]


@dataclass(frozen=True)
class BuildReport:
    """What was built, kept beside the database as ``demo/built.json``."""

    seed: int
    students: int
    built_on: str
    appointments: int
    entries: int
    messages: int
    shared: int = 0

    def save(self, folder: Path) -> None:
        """Write it down."""
        (folder / "built.json").write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> BuildReport | None:
        """What was built here, or None."""
        path = folder / "built.json"
        if not path.exists():
            return None
        return cls(**json.loads(path.read_text(encoding="utf-8")))


STEPS = (
    "Inventing families, classes and scores",
    "Taking in last year’s roster and goals",
    "Taking in this year’s roster",
    "Taking in the scores",
    "Computing growth",
    "Taking in the course catalog and transcripts",
    "Days off, homes, the letter of 2011, the board’s policy",
    "Conferences: submitted, approved, published",
    "Teachers and students write",
    "Families book",
    "Conversations, goals, signatures",
    "Letters and mail",
)


def build(
    *, seed: int, students: int, today: date, now: datetime, folder: Path, tell: Tell = lambda _step: None
) -> BuildReport:
    """Build the demo district. ``tell`` hears the name of each step in :data:`STEPS` before it begins."""
    steps = iter(STEPS)
    folder.mkdir(parents=True, exist_ok=True)
    tell(next(steps))
    draft = draft_district(seed=seed, today=today, students=students)
    with transaction.atomic():
        stage = Stage(draft, ground.new_district(), now)
    tell(next(steps))
    if len(draft.students) <= LARGE:
        _last_year(stage, folder)
    tell(next(steps))
    ground.take_roster(stage, folder / "roster.zip")
    tell(next(steps))
    ground.take_scores(stage, folder / "scores.csv")
    tell(next(steps))
    if not stage.is_large:
        growing.compute_growth(stage, folder)
    tell(next(steps))
    ground.take_transcripts(stage, folder)
    tell(next(steps))
    ground.settle(stage)
    ground.keep_the_letter(stage)
    policies.adopt_policies(stage)
    tell(next(steps))
    rows = conferences.wanted(stage)
    made = [(row, conferences.make(stage, row)) for row in rows]
    tell(next(steps))
    progress = {
        school: row.until for row in rows if row.until in ("over", "open") for school in (row.school, *row.also_for)
    }
    written = writing.entries(stage, progress)
    if not stage.is_large:
        written += writing.students_own_words(stage)
        choosing.choose_occupations(stage)
        planning.plan_this_year(stage)
        planning.plan_classes(stage)
        aid.offer_scholarships(stage)
        aid.say_who_goes_to_college(stage)
    tell(next(steps))
    over = [conference for row, conference in made if row.until == "over"]
    is_open = [conference for row, conference in made if row.until == "open"]
    count = _book(stage, over, share=families.BOOKED_OVER) + _book(stage, is_open, share=families.BOOKED_OPEN)
    tell(next(steps))
    met = [meeting for conference in over for meeting in families.hold(stage, conference)]
    writing.talk(stage, met)
    shared = signing.share_plans(stage, met)
    tell(next(steps))
    follow_up.follow_up(stage)
    letters.write_letters(stage)
    keep_figures(now=now)
    reading.send_reading_letters(stage)
    messages = post.deliver_all(stage)
    count_rows()
    report = BuildReport(seed, len(draft.students), today.isoformat(), count, written, messages, shared)
    report.save(folder)
    return report


def _last_year(stage: Stage, folder: Path) -> None:
    last = one_year_before(stage.draft)
    ground.take_roster(Stage(last, stage.district, stage.now), folder / "roster-last-year.zip")
    writing.last_years_goals(Stage(last, stage.district, stage.now), last)


def _book(stage: Stage, made: list[Conference], *, share: float) -> int:
    """Families book at all conferences of one time together, so that a visit fits all their children."""
    if not made:
        return 0
    begin = max(conference.opens_at or stage.now for conference in made) + timedelta(minutes=1)
    return families.book_families(stage, made, share=share, begin=begin)
