"""``doorway tick``: the work that nobody asks for at a certain moment."""

from __future__ import annotations

import time
from collections.abc import Callable

import typer
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.utils import timezone

from doorway.accounts.limits import forget_old_counts
from doorway.announcements.actions.mailing import go_on_sending
from doorway.announcements.dates import dates_for_mail
from doorway.assessments.growth.ledger import compute_next
from doorway.assessments.imports.keeping import SCORE_FILES
from doorway.assessments.imports.matching import match_everywhere
from doorway.cli.app import app, console
from doorway.compliance.actions.keeping import keep_figures
from doorway.compliance.actions.survey import ask_after_conferences
from doorway.conferences.actions.reminders import remind_families, remind_interpreters
from doorway.messages.actions import deliver_due
from doorway.pathways.imports.kinds import KINDS
from doorway.pathways.scholarships.reminders import remind_of_scholarships
from doorway.plans.actions.ordering import forget_old_packets, make_next_packet
from doorway.policy.packs import year_text
from doorway.roster.imports.keeping import ROSTERS


def _deliver() -> str:
    done = deliver_due()
    if not (done.sent or done.postponed or done.failed):
        return ""
    return f"messages: {done.sent} sent, {done.postponed} to be tried again, {done.failed} given up"


def _remind() -> str:
    now = timezone.now()
    written = remind_families(now=now) + remind_interpreters(now=now) + remind_of_scholarships(now=now)
    written += ask_after_conferences(now=now)
    return f"reminders: {written} put into the outbox" if written else ""


def _letters() -> str:
    written = go_on_sending(now=timezone.now(), dates=dates_for_mail)
    return f"letters: {written} put into the outbox" if written else ""


def _figures() -> str:
    written = keep_figures(now=timezone.now())
    return f"figures: {written} lines of this month kept" if written else ""


def _put_away() -> str:
    gone = sum(kept.forget_old() for kept in (ROSTERS, SCORE_FILES, *(kind.uploads for kind in KINDS.values())))
    return f"uploads: {gone} put away that nobody took in for a day" if gone else ""


def _match() -> str:
    found = match_everywhere()
    return f"scores: {found} results that waited found their student" if found else ""


def _print() -> str:
    """One packet a round, so that mail does not wait for more than one school."""
    old, order = forget_old_packets(), make_next_packet()
    said = [f"{old} packets deleted after a day"] if old else []
    said += [f"{order.school.name} {order.get_status_display().lower()}, {order.pages} pages"] if order else []
    return f"plans on paper: {'; '.join(said)}" if said else ""


def _grow() -> str:
    """One school year a round, where somebody asked for its growth."""
    run = compute_next()
    if run is None:
        return ""
    return f"growth of {year_text(run.school_year)}: {run.get_status_display().lower()}, {run.percentiles} percentiles"


def _forget() -> str:
    """Counts of tries and sessions that ended: nothing to tell anybody."""
    forget_old_counts()
    SessionStore.clear_expired()
    return ""


# Each job may run in several processes at once, and running it again does no harm.
JOBS: tuple[Callable[[], str], ...] = (_letters, _remind, _deliver, _put_away, _match, _figures, _forget, _print, _grow)


@app.command()
def tick(every: float = typer.Option(0, help="Seconds between rounds. 0: one round, then stop.")) -> None:
    """Do the periodic work: remind families, send the messages that wait, match scores, compute growth."""
    while True:
        healthy = _round()
        if not every:
            raise typer.Exit(0 if healthy else 1)
        time.sleep(every)


def _round() -> bool:
    """Every job once; a job that fails does not keep the others from running."""
    healthy = True
    close_old_connections()
    for job in JOBS:
        try:
            said = job()
        except Exception as problem:
            healthy = False
            said = f"{job.__name__.lstrip('_')} failed: {type(problem).__name__}: {problem}"
        if said:
            console.print(said)
    return healthy
