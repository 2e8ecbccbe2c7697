"""Older students keep occupations, some of them with their family or the counselor, and change their mind."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from doorway.demo.build.stage import Stage
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.occupations.access import Chooser, keeps_occupations
from doorway.pathways.occupations.actions import keep, let_go, put_in_place
from doorway.pathways.occupations.catalog import Catalog, catalog
from doorway.policy.queries import state_pack
from doorway.roster.models import Person

Role = SaidAs
# Of those in the grades that keep occupations; the others have not begun.
CHOSEN = 0.6
# What teenagers there say first.
DREAMS = (
    "29-1141.00", "51-4121.00", "49-3023.00", "25-2021.00", "15-1252.00", "29-1131.00", "33-2011.00", "11-9013.00",
    "39-5012.00", "53-2012.00", "27-2022.00", "19-1031.03", "47-2031.00", "27-1024.00", "33-3051.00", "35-1011.00",
    "11-9081.00", "49-3031.00", "29-2043.00", "19-1023.00",
)  # fmt: skip
# Diego wanted to repair cars like everybody, worked a summer with his uncle, and asked his counselor.
CAR_MECHANIC, DIESEL, LINEMAN, ELECTRICIAN = "49-3023.00", "49-3031.00", "49-9051.00", "47-2111.00"


def choose_occupations(stage: Stage) -> int:
    """What students keep, through the product's own actions; how many chose."""
    works, people, random = catalog(state_pack(stage.district)), stage.people(), stage.random("occupations")
    count = 0
    for draft in stage.draft.students:
        student = people[draft.key]
        student.district = stage.district
        if draft.key == "diego":
            _diegos(stage, works, student)
        elif keeps_occupations(student) and random.random() < CHOSEN:
            _anybodys(stage, works, student, random)
        else:
            continue
        count += 1
    return count


def _anybodys(stage: Stage, works: Catalog, student: Person, random: Random) -> None:
    """One to three dreams, sometimes with a second thought."""
    own = Chooser(student, student, Role.STUDENT)
    begun = stage.now - timedelta(days=random.randint(20, 400))
    rows = [
        keep(own, works.works[code], now=begun + timedelta(days=place))
        for place, code in enumerate(random.sample(DREAMS, random.randint(1, 3)))
        if code in works.works
    ]
    if len(rows) > 1 and random.random() < 0.5:
        put_in_place(own, rows[1].pk, random.choice((1, 2)), now=begun + timedelta(days=15))
    if len(rows) > 2 and random.random() < 0.4:
        let_go(own, rows[2].pk, now=begun + timedelta(days=18))


def _diegos(stage: Stage, works: Catalog, diego: Person) -> None:
    """A story to look at: a first dream, a summer, the counselor's question."""
    own, dana = Chooser(diego, diego, Role.STUDENT), stage.people().get("dana")

    def day(days: int) -> datetime:
        return stage.now - timedelta(days=days)

    if not {CAR_MECHANIC, DIESEL, LINEMAN, ELECTRICIAN} <= works.works.keys():
        return
    cars = keep(own, works.works[CAR_MECHANIC], now=day(400))
    diesel = keep(own, works.works[DIESEL], now=day(300))
    put_in_place(own, diesel.pk, 2, now=day(300))
    lineman = keep(own, works.works[LINEMAN], now=day(80))
    put_in_place(own, lineman.pk, 1, now=day(80))
    let_go(own, diesel.pk, now=day(79))
    if dana is not None:
        asked = Chooser(diego, dana, Role.COUNSELOR)
        electrician = keep(asked, works.works[ELECTRICIAN], now=day(40))
        put_in_place(own, electrician.pk, 2, now=day(38))
    let_go(own, cars.pk, now=day(38))
