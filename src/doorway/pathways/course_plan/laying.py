"""A plan that was kept is laid over the plan of today: what stays, what goes, what comes, and what does not fit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from django.utils.translation import gettext as _

from doorway.pathways.core.planning import Ground, Step, objection, objection_to_leaving
from doorway.pathways.core.terms import is_summer
from doorway.pathways.course_plan.errors import nearest, sentence_of
from doorway.pathways.course_plan.ground import Planning, weighed
from doorway.pathways.course_plan.kept_plans import Entry, entries_of
from doorway.pathways.models import PlannedCourse

Status = PlannedCourse.Status


@dataclass(frozen=True)
class Laid:
    """What becomes of the plan when it follows one that was kept.

    ``comes``: what it takes in, in the order in which the rules take it; ``goes``: what it gives up; ``stays``: what
    both have. ``fixed``: what only the plan of today has and what stays in it, each with the reason; ``unfit``: what
    the kept one has and the rules do not take, each with the reason; ``past``: its classes of years that are over.
    """

    comes: tuple[Step, ...] = ()
    goes: tuple[PlannedCourse, ...] = ()
    stays: tuple[PlannedCourse, ...] = ()
    fixed: tuple[tuple[PlannedCourse, str], ...] = ()
    unfit: tuple[tuple[Entry, str], ...] = ()
    past: tuple[Entry, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether anything becomes different."""
        return bool(self.comes or self.goes)

    @property
    def mark(self) -> str:
        """A mark of all of it: who was shown something else has not agreed to this."""
        parts = [
            *(f"+{step.code} {step.grade} {step.term} {step.units}" for step in self.comes),
            *(f"-{row.pk}" for row in self.goes),
            *(f"={row.pk}" for row, _why in self.fixed),
            *(f"!{entry.code} {entry.year}" for entry, _why in self.unfit),
        ]
        return sha256("\n".join(parts).encode()).hexdigest()[:16]


def lay(planning: Planning, entries: Sequence[Entry], *, approved_too: bool) -> Laid:
    """Lay a kept plan over the plan of today. ``approved_too``: what is approved may be taken out. No query.

    What a class that stays is built on stays as well. So it is tried with more and more of the plan held back, until
    all that stays has what comes before it.
    """
    past = tuple(entry for entry in entries if not _is_open(entry, planning))
    coming = [entry for entry in entries if _is_open(entry, planning)]
    asked = {_key(entry) for entry in coming}
    there = {_key(entry): row for row, entry in zip(planning.active, entries_of(planning.active), strict=True)}
    stays = [row for key, row in there.items() if key in asked]
    rest = [row for key, row in there.items() if key not in asked]
    held = {row.pk: "" for row in rest if row.status == Status.APPROVED and not approved_too}
    missing = [entry for entry in coming if _key(entry) not in there]
    while True:
        kept = [*stays, *(row for row in rest if row.pk in held)]
        ground = replace(planning.ground, steps=planning.steps_of((*planning.to_register, *kept)))
        goes = [row for row in rest if row.pk not in held]
        comes, unfit, ground = _put(missing, ground, planning)
        needed = _needed(goes, ground, planning)
        if not needed:
            break
        held |= needed
    return Laid(
        comes=comes,
        goes=tuple(goes),
        stays=tuple(stays),
        fixed=tuple((row, held[row.pk] or _approved()) for row in rest if row.pk in held),
        unfit=unfit,
        past=past,
    )


def alone(planning: Planning, entries: Sequence[Entry]) -> Laid:
    """A kept plan by itself, as if nothing else were planned for the years to come. No query."""
    ground = replace(planning.ground, steps=planning.steps_of(planning.to_register))
    return lay(replace(planning, rows=(), ground=ground), entries, approved_too=True)


def _approved() -> str:
    return _("The counselor has approved it. Only the counselor takes it out.")


def _key(entry: Entry) -> tuple[str, int, str, bool]:
    return entry.code, entry.year, entry.term, entry.makes_up


def _is_open(entry: Entry, planning: Planning) -> bool:
    return entry.year > planning.year or (entry.makes_up and entry.year == planning.year)


def _put(
    entries: Iterable[Entry], ground: Ground, planning: Planning
) -> tuple[tuple[Step, ...], tuple[tuple[Entry, str], ...], Ground]:
    """Put in whatever the rules take: earlier first, and again as long as something has made room for another."""
    left = sorted(entries, key=lambda entry: (entry.year, is_summer(entry.term), entry.term))
    comes: list[Step] = []
    while True:
        waiting = []
        for entry in left:
            if _refused(entry, ground, planning) is None:
                comes.append(_step(entry, planning))
                ground = replace(ground, steps=(*ground.steps, weighed(comes[-1], ground, planning.offers)))
            else:
                waiting.append(entry)
        if len(waiting) == len(left):
            unfit = tuple((entry, _refused(entry, ground, planning) or "") for entry in left)
            return tuple(comes), unfit, ground
        left = waiting


def _refused(entry: Entry, ground: Ground, planning: Planning) -> str | None:
    """Why the rules do not take a class; None where they do."""
    if entry.code not in planning.offers:
        return _("The catalog does not have it any more.")
    if entry.makes_up and (ground.now is None or not ground.now.terms):
        return _("This year takes nothing any more.")
    no = objection(planning.offers[entry.code], entry.grade_in(planning), entry.term, ground)
    no = nearest(no, entry.code, planning.offers, ground)
    return None if no is None else sentence_of(no)


def _step(entry: Entry, planning: Planning) -> Step:
    offer, now = planning.offers[entry.code], planning.ground.now
    units = now.units_of(offer) if entry.makes_up and now is not None else offer.units
    return Step(entry.code, entry.grade_in(planning), units, entry.term)


def _needed(goes: Sequence[PlannedCourse], ground: Ground, planning: Planning) -> dict[uuid.UUID, str]:
    """Of what would go, what something that is then in the plan is built on, each with the reason."""
    found: dict[uuid.UUID, str] = {}
    for row in goes:
        step = planning.step_of(row)
        no = objection_to_leaving(step, planning.offers, replace(ground, steps=(*ground.steps, step)))
        if no is not None:
            values = {"later": no.values["later"]}
            found[row.pk] = _("%(later)s, which stays, comes after it.") % values
    return found
