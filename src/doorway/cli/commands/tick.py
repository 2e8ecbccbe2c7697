"""``doorway tick``: the work that nobody asks for at a certain moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

import typer
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.utils import timezone

from doorway.accounts.limits import forget_old_counts
from doorway.announcements.actions.dates import notice_new_dates
from doorway.announcements.actions.mailing import go_on_sending
from doorway.announcements.dates import dates_for_mail
from doorway.assessments.growth.ledger import compute_next, growth_is_asked_for
from doorway.assessments.imports.keeping import SCORE_FILES, forget_looks
from doorway.assessments.imports.matching import match_everywhere
from doorway.cli.app import app, console
from doorway.cli.commands.growth import said_of
from doorway.compliance.actions.keeping import keep_figures
from doorway.compliance.actions.ordering import forget_old_evidence, make_next_evidence
from doorway.compliance.actions.survey import ask_after_conferences
from doorway.compliance.earlier.keeping import EARLIER_FILES
from doorway.conferences.actions.reminders import remind_families, remind_interpreters
from doorway.messages.actions import deliver_due
from doorway.pathways.imports.kinds import KINDS
from doorway.pathways.scholarships.reminders import remind_of_scholarships
from doorway.plans.actions.ordering import forget_old_packets, make_next_packet
from doorway.roster.imports.keeping import ROSTERS

PATIENCE_SECONDS = 20
Job = Callable[[], str]


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


def _dates() -> str:
    changed = notice_new_dates(now=timezone.now())
    return f"letters: {changed} show other conference dates than before" if changed else ""


def _figures() -> str:
    written = keep_figures(now=timezone.now())
    return f"figures: {written} lines of this month kept" if written else ""


def _put_away() -> str:
    forget_looks(now=timezone.now())
    uploads = (ROSTERS, SCORE_FILES, EARLIER_FILES, *(kind.uploads for kind in KINDS.values()))
    gone = sum(kept.forget_old() for kept in uploads)
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


def _evidence() -> str:
    """One file of evidence a round."""
    old, order = forget_old_evidence(), make_next_evidence()
    said = [f"{old} files deleted after a day"] if old else []
    said += [f"{order.school.name} {order.get_status_display().lower()}"] if order else []
    return f"evidence: {'; '.join(said)}" if said else ""


def _grow() -> str:
    """One school year a round, where somebody asked for its growth."""
    run = compute_next()
    return "" if run is None else said_of(run)


@dataclass
class Beside:
    """Growth that somebody asked for, in a process of its own: a state takes minutes, and mail does not wait for it.

    There is one at a time. It ends with this process, and what it was about is begun again by the next.
    """

    child: subprocess.Popen[bytes] | None = None

    def go_on(self) -> str:
        """Begin one where growth was asked for and none runs."""
        if self.child is not None and self.child.poll() is None:
            return ""
        self.child = None
        if growth_is_asked_for():
            environment = os.environ | {"DOORWAY_HOME": str(settings.HOME)}
            command = [sys.executable, "-m", "doorway", "growth", "asked"]
            self.child = subprocess.Popen(command, env=environment)  # noqa: S603  # our own command
        return ""

    def end(self) -> None:
        """Let the process end, and wait until it has."""
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
            self.child.wait(PATIENCE_SECONDS)


def _forget() -> str:
    """Counts of tries and sessions that ended: nothing to tell anybody."""
    forget_old_counts()
    SessionStore.clear_expired()
    return ""


# Each job may run in several processes at once, and running it again does no harm.
JOBS: tuple[Job, ...] = (_letters, _dates, _remind, _deliver, _put_away, _match, _figures, _forget, _evidence, _print)


@app.command()
def tick(every: float = typer.Option(0, help="Seconds between rounds. 0: one round, then stop.")) -> None:
    """Do the periodic work: remind families, send the messages that wait, match scores, compute growth."""
    if not every:
        raise typer.Exit(0 if _round((*JOBS, _grow)) else 1)
    beside = Beside()
    # However it is told to end: the process beside it ends too.
    signal.signal(signal.SIGTERM, _stop)
    try:
        while True:
            _round((*JOBS, beside.go_on))
            time.sleep(every)
    finally:
        beside.end()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _round(jobs: Sequence[Job]) -> bool:
    """Every job once; a job that fails does not keep the others from running."""
    healthy = True
    close_old_connections()
    for job in jobs:
        try:
            said = job()
        except Exception as problem:
            healthy = False
            said = f"{job.__name__.lstrip('_')} failed: {type(problem).__name__}: {problem}"
        if said:
            console.print(said)
    return healthy
