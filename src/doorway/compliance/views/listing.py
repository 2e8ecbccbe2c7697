"""How a list of a school's students is asked for: whom it shows, of which grade, by which name, in which order."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from doorway.compliance.models import Standing
from doorway.compliance.queries.follow_up import by_due_day
from doorway.compliance.queries.standing import GRADES as NUMBERS
from doorway.compliance.queries.standing import Asked, here_today, students_of
from doorway.policy.packs import grade_code
from doorway.roster.models import AccessMark

SHOW: dict[str, str | Promise] = {
    "all": gettext_lazy("Everybody"),
    "unmet": gettext_lazy("Nobody has met the family one by one"),
    "individual": gettext_lazy("An individual conference is missing"),
    "group": gettext_lazy("A group conference is missing"),
    "involved": gettext_lazy("The parents’ part is missing"),
    "plan": gettext_lazy("No plan in force, or a part that the policy asks is empty"),
    "signed": gettext_lazy("A signature is missing"),
    "registered": gettext_lazy("Registration and plan do not go together"),
    "unplanned": gettext_lazy("No course plan of this year"),
    "overdue": gettext_lazy("The day is over and something is missing"),
    "soon": gettext_lazy("Something is missing that is due in the next 30 days"),
    "new": gettext_lazy("New in the district"),
    "done": gettext_lazy("Has everything"),
    "unsure": gettext_lazy("Nothing known is missing, not everything is known"),
}
ORDER: dict[str, str | Promise] = {
    "name": gettext_lazy("By name"),
    "due": gettext_lazy("By due day"),
}
GRADES = frozenset(map(grade_code, NUMBERS))
LONGEST_NAME = 80


@dataclass(frozen=True)
class Listing:
    """A list as somebody asked for it; what is empty does not narrow.

    ``is_calls``: it stands on the page for whoever calls families, not on the school's page.
    """

    show: str = "all"
    grade: str = ""
    name: str = ""
    order: str = "name"
    page: str = ""
    is_calls: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Somebody may be missing from it."""
        return bool(self.grade or self.name) or self.show != "all"

    @property
    def query(self) -> str:
        """As the address of a page has it: only what is not as it is by itself."""
        said = {"show": self.show, "grade": self.grade, "q": self.name, "by": self.order, "page": self.page}
        usual = {"show": "all", "by": "name", "page": "1"}
        found = QueryDict(mutable=True)
        found.update({key: value for key, value in said.items() if value and usual.get(key) != value})
        return found.urlencode()

    @property
    def everybody_of_it(self) -> str:
        """The same without the page: for another way to see the whole list."""
        return replace(self, page="").query

    @property
    def place(self) -> str:
        """The same for a form that leads back to it."""
        return "&".join(part for part in (self.query, "calls=yes" if self.is_calls else "") if part)

    def rows(
        self, school: uuid.UUID, asked: Asked, closed: QuerySet[AccessMark]
    ) -> QuerySet[Standing] | list[Standing]:
        """The students of a school whom it shows, without those who are closed to whoever looks."""
        rows = students_of(school, asked, show=self.show, grade=self.grade, name=self.name)
        rows = here_today(rows, asked).exclude(student__in=closed.values("student"))
        return by_due_day(rows, asked) if self.order == "due" else rows


def listing_in(said: QueryDict, grades: Collection[str] = GRADES) -> Listing:
    """What an address asks for; what makes no sense narrows nothing. ``grades``: those that there are."""
    show, order, grade = said.get("show", "all"), said.get("by", "name"), said.get("grade", "")
    page = said.get("page", "")
    return Listing(
        show=show if show in SHOW else "all",
        grade=grade if grade in grades else "",
        name=" ".join(said.get("q", "").replace("\x00", "").split())[:LONGEST_NAME],
        order=order if order in ORDER else "name",
        page=page if page.isdecimal() and len(page) <= 5 else "",
        is_calls="calls" in said,
    )
