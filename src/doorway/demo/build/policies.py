"""The board's policy: a first version, the one in force, and a draft that the board talks about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from doorway.accounts.models import User
from doorway.compliance.actions.exceptions import Approval, approve_exception
from doorway.compliance.actions.policies import (
    Wording,
    add_consultation,
    adopt,
    begin_draft,
    write_policy,
    write_rule,
)
from doorway.compliance.core.rules import Difference
from doorway.compliance.models import BoardPolicy
from doorway.demo.build.stage import Stage

HEARINGS = (
    ("staff", 60, "Talk at the faculty meetings of all schools", 14, "Teachers asked for the half days in both terms."),
    ("councils", 45, "On the agenda of every school community council", 9, "Six of nine councils answered in writing."),
    ("parents", 38, "Open evening at Panguitch High, with an interpreter, and a letter home", 21,
     "Parents asked for evening times and for letters in Spanish."),
)  # fmt: skip
ELEMENTARY = -1
DIFFERS = "boulder-elementary"


def adopt_policies(stage: Stage) -> None:
    """Through the product's own actions: one conference a year at first, two in the version in force, three wanted."""
    office = stage.office()
    if office is None:
        return
    begins = stage.draft.calendar.starts_on
    _adopted(stage, office, begins - timedelta(days=3 * 365), conferences=1)
    _adopted(stage, office, begins, conferences=2)
    _excepted(stage, office)
    draft = begin_draft(district=stage.district, by=office, now=stage.now)
    _ask(draft, 3, stage)
    group, _before, how, comments, summary = HEARINGS[0]
    add_consultation(
        policy=draft,
        group=group,
        held_on=stage.today - timedelta(days=12),
        how=how,
        comments=comments,
        summary=summary,
        language="en",
        now=stage.now,
    )


def _excepted(stage: Stage, office: User) -> None:
    """What one small school does differently: its few families drive far in winter."""
    begins = stage.draft.calendar.starts_on
    approve_exception(
        school=stage.schools[DIFFERS],
        difference=Difference(0, 6, individual=1),
        approval=Approval(
            reasons={
                "en": "One long conference in fall instead of two short ones: in February the road over the mountain "
                "is often closed, and families asked for it.",
                "es": "Una conferencia larga en otoño en vez de dos cortas: en febrero el camino por la montaña suele "
                "estar cerrado, y las familias lo pidieron.",
            },
            approved_on=begins - timedelta(days=10),
            minutes="minutes of that meeting, item 6",
            language="en",
            starts_on=begins,
        ),
        by=office,
        now=stage.now,
    )


def _adopted(stage: Stage, office: User, starts_on: date, *, conferences: int) -> None:
    draft = begin_draft(district=stage.district, by=office, now=stage.now)
    _ask(draft, conferences, stage)
    decided = starts_on - timedelta(days=17)
    for group, before, how, comments, summary in HEARINGS:
        add_consultation(
            policy=draft,
            group=group,
            held_on=decided - timedelta(days=before),
            how=how,
            comments=comments,
            summary=summary,
            language="en",
            now=stage.now,
        )
    write_policy(
        policy=draft,
        wordings={text.language: _worded(text.title, text.body, conferences) for text in draft.texts.all()},
        citation=draft.citation,
        adopted_on=decided,
        starts_on=starts_on,
        # Of the older version that day may be over, as it was when the board decided again.
        review_on=starts_on + timedelta(days=3 * 365),
        now=stage.now,
    )
    adopt(policy=draft, by=office, now=stage.now)


def _ask(draft: BoardPolicy, conferences: int, stage: Stage) -> None:
    row = draft.rules.get(first_grade=ELEMENTARY)
    first_due = (12, 31) if conferences > 1 else None
    rule = replace(row.as_rule, individual=conferences, first_due=first_due)
    write_rule(policy=draft, rule=rule, row=row, now=stage.now)


def _worded(title: str, body: str, conferences: int) -> Wording:
    """The text says what the rules say."""
    for one, two in (
        ("one conference of family and teacher every school year, in fall",
         "two conferences of family and teacher every school year, one in fall, by December 31, and one in winter"),
        ("una conferencia de la familia con el maestro cada año escolar, en otoño",
         "dos conferencias de la familia con el maestro cada año escolar, una en otoño, hasta el 31 de diciembre, y "
         "otra en invierno"),
    ):  # fmt: skip
        body = body.replace(two, one) if conferences == 1 else body.replace(one, two)
    return Wording(title, body)
