"""Printing plans: the paper is made, and every student whose record is on it gets a line in the log of looks."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from doorway.plans.errors.printing import FolderNotWritable
from doorway.plans.packet.copies import Copy, Wish, copies_of
from doorway.plans.packet.press import press
from doorway.plans.queries.packets import Roll
from doorway.roster.access import Viewer, log_looks, reason_of
from doorway.roster.models import Person

# Why whoever runs commands on the server sees a record: no person of the roster, so no reason of the roster's.
OPERATOR = "operator"
PAGE = "packet"

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Packet:
    """The file and what is in it. ``longer`` names the students whose words needed a further sheet of paper."""

    pdf: bytes
    students: int
    copies: int
    pages: int
    longer: tuple[str, ...]


def print_plans(
    roll: Roll,
    *,
    title: str,
    wish: Wish,
    viewer: Viewer,
    language: str,
    now: datetime,
    tell: Tell = lambda _done, _all: None,
) -> Packet:
    """The plans of these students as one PDF; each look is logged once the paper is there.

    Students of a :class:`Roll` of ``visible_students`` carry the reason that is logged; without one it was the
    operator. ``language`` is the file's own (its title), ``wish.language`` that of the copies. ``tell`` hears how many
    copies of how many are ready.
    """
    copies = copies_of(roll.students, wish, now=now, class_titles=roll.class_titles)
    tell(0, len(copies))
    printed = press(
        copies,
        title=_title(title, copies, language),
        author=roll.students[0].district.name,
        language=language,
        now=now,
        tell=lambda done: tell(done, len(copies)),
    )
    _log(viewer, roll)
    longer = dict.fromkeys(copy.name for copy in printed.copies if copy.pages > 2)
    return Packet(printed.pdf, len(roll.students), len(copies), printed.pages, tuple(longer))


def _title(title: str, copies: Sequence[Copy], language: str) -> str:
    """The file's title: of one student, or of all."""
    values = {"title": title, "year": copies[0].document.school_year}
    with translation.override(language):
        if len({copy.document.student.id for copy in copies}) == 1:
            return _("Plan of %(title)s, %(year)s") % (values | {"title": copies[0].document.student.name})
        return _("Plans: %(title)s, %(year)s") % values


def _log(viewer: Viewer, roll: Roll) -> None:
    def reason(student: Person) -> str:
        found = reason_of(student)
        return OPERATOR if found is None else found.value

    for name, students in groupby(sorted(roll.students, key=reason), key=reason):
        log_looks(viewer, students, reason=name, page=PAGE)


def file_name(*parts: str) -> str:
    """A name for the file: ``panguitch-elementary-school-2026-27.pdf``; names in other scripts leave ``plan.pdf``."""
    return ("-".join(filter(None, map(slugify, parts))) or "plan") + ".pdf"


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name when all of it is written, or not at all; only its owner may read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
    except OSError as problem:
        raise FolderNotWritable(folder=path.parent, reason=problem.strerror) from problem
    try:
        with os.fdopen(number, "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(name, path)  # both are paths already
    except OSError as problem:
        raise FolderNotWritable(folder=path.parent, reason=problem.strerror) from problem
    finally:
        Path(name).unlink(missing_ok=True)
