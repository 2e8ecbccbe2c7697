"""``doorway scores``: results that wait for their student."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from doorway.accounts.errors import Refusal
from doorway.assessments.imports.matching import claim, find_student, match_waiting
from doorway.assessments.queries.waiting import waiting_ids, waiting_under
from doorway.cli.app import app, console
from doorway.cli.districts import district_named
from doorway.policy.queries import state_pack

scores = typer.Typer(no_args_is_help=True, help="Results that wait for their student.")
app.add_typer(scores, name="scores")

District = Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")]
SHOWN = 50


@scores.command("waiting")
def waiting(district: District = "") -> None:
    """List the ids that nobody has, after taking in what the roster knows by now."""
    try:
        named = district_named(district)
    except Refusal as refusal:
        console.print(str(refusal), markup=False)
        raise typer.Exit(1) from None
    run = match_waiting(district=named)
    if run is not None:
        console.print(f"Found their student by now: {run.counts['created'] + run.counts['unchanged']}.", markup=False)
    ids = waiting_ids(named)
    for one in waiting_under(named, ids[:SHOWN], state_pack(named)):
        tests = ", ".join(one.tests("en"))
        console.print(f"{one.first.given_id}: {len(one.rows)} results ({tests})", markup=False, soft_wrap=True)
    if len(ids) > SHOWN:
        console.print(f"… and {len(ids) - SHOWN} more ids, in the browser under Scores.", markup=False)
    if not ids:
        console.print("Nothing waits.", markup=False)


@scores.command("match")
def match(
    given: Annotated[str, typer.Argument(help="The id in the file, as the list shows it.")],
    student: Annotated[str, typer.Argument(help="State or local id of the student whose it is.")],
    district: District = "",
) -> None:
    """Say whose an id is: its results are taken in, and later files with it find the student by themselves."""
    try:
        named = district_named(district)
        person = find_student(district=named, given=student)
        run = claim(district=named, given_id=given, student=person, by=None, now=timezone.now())
    except Refusal as refusal:
        console.print(str(refusal), markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    counts = run.counts
    console.print(
        f"Taken in: {counts['created']} new, {counts['unchanged']} on file already, {counts['refused']} refused.",
        markup=False,
    )
