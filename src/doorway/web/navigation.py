"""The way around: which entries the head of the page offers to whom.

A slice that brings a page for everyday use adds one line here. An entry whose route does not exist is an error, so
that a missing page is found by the first test that draws the frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.pathways.graduation.access import works_with_graduation
from doorway.pathways.requirements.access import has_requirements
from doorway.roster.access import Kind, Viewer


@dataclass(frozen=True)
class NavEntry:
    """A route, its words, and the roles that see it; no roles means everybody who is signed in.

    ``offered``: what must hold besides, so that nobody is led to a page that is empty for good. ``also``: routes whose
    pages one comes to from this one, and which have no entry of their own. ``shows``: what of students' records the
    page shows; whoever may not see that is not led there.
    """

    route: str
    label: str | Promise
    roles: frozenset[str] = frozenset()
    args: tuple[str, ...] = ()
    offered: Callable[[Viewer], bool] | None = None
    also: tuple[str, ...] = ()
    shows: tuple[Kind, ...] = ()

    def is_for(self, viewer: Viewer) -> bool:
        """Whether the viewer is offered this entry."""
        viewer = viewer.about(*self.shows)
        return (not self.roles or viewer.has_role(*self.roles)) and (self.offered is None or self.offered(viewer))


NAV: list[NavEntry] = [
    NavEntry("home", _("Start")),
    NavEntry("day", _("My day"), frozenset({"teacher", "counselor", "principal"})),
    NavEntry("classes", _("Classes"), frozenset({"teacher"})),
    NavEntry(
        "students",
        _("Students"),
        frozenset({"teacher", "counselor", "principal", "office", "district"}),
        shows=(Kind.PLAN,),
    ),
    NavEntry("follow_up", _("Follow-up"), frozenset({"counselor", "principal", "office", "district"})),
    NavEntry("results", _("Results"), frozenset({"principal", "district"}), shows=(Kind.SCORES,)),
    NavEntry("own_plan", _("My plan"), frozenset({"student"})),
    NavEntry("my_plan", _("My part"), frozenset({"student"})),
    NavEntry("occupations", _("Occupations"), frozenset({"student", "teacher", "counselor"})),
    NavEntry(
        "graduation",
        _("Graduation"),
        frozenset({"counselor", "principal"}),
        offered=works_with_graduation,
        also=("scholarships", "waiting_plans", "course_codes", "course_areas", "course_titles"),
        shows=(Kind.GRADUATION,),
    ),
    NavEntry("requirement_sets", _("Requirements"), frozenset({"district"}), offered=has_requirements),
    NavEntry("office_conferences", _("Conferences"), frozenset({"office", "principal"}), also=("undelivered",)),
    NavEntry("district_conferences", _("All conferences"), frozenset({"district"}), also=("undelivered",)),
    NavEntry("write_letters", _("Letters"), frozenset({"office", "principal", "district"})),
    NavEntry("interpreting", _("Interpreting"), frozenset({"interpreter"})),
    NavEntry("family_home", _("My family"), frozenset({"guardian"})),
    NavEntry("family_plans", _("Plans"), frozenset({"guardian"})),
    NavEntry("rosters", _("Roster"), frozenset({"data", "district"})),
    NavEntry("scores", _("Scores"), frozenset({"data"})),
    NavEntry("record_files", _("Transcripts"), frozenset({"data"}), ("transcripts",)),
    NavEntry("record_files", _("Courses"), frozenset({"data"}), ("courses",), also=("course_codes", "course_titles")),
    NavEntry("earlier_files", _("Earlier conferences"), frozenset({"data"})),
]


@dataclass(frozen=True)
class NavLink:
    """One entry as the page shows it."""

    label: str
    url: str
    is_current: bool


def links(viewer: Viewer, path: str) -> list[NavLink]:
    """The entries for this viewer; the one that leads to ``path`` (or nearest above it) is the current one."""
    offered = [entry for entry in NAV if entry.is_for(viewer)]
    found = [(entry, reverse(entry.route, args=entry.args)) for entry in offered]
    pages = [(page, url) for entry, url in found for page in (url, *(reverse(also) for also in entry.also))]
    _page, current = max(
        (one for one in pages if path.startswith(one[0])), key=lambda one: len(one[0]), default=("", "")
    )
    return [NavLink(str(entry.label), url, url == current) for entry, url in found]
