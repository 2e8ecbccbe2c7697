"""The activities of the interest check-in: illustrative activities of the O*NET database (CC BY 4.0), some shortened.

Six of each interest. They are not the items of the O*NET Interest Profiler, which is a work of its own.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.pathways.core.interests import Activity

# By key; a key never changes, because it stands in addresses. Mixed, so that no kind stands together.
TEXTS: dict[str, tuple[str, str | Promise]] = {
    "r1": ("R", _("Build kitchen cabinets")),
    "i1": ("I", _("Develop a new medicine")),
    "a1": ("A", _("Compose or arrange music")),
    "s1": ("S", _("Help people with personal or emotional problems")),
    "e1": ("E", _("Start your own business")),
    "c1": ("C", _("Keep shipping and receiving records")),
    "r2": ("R", _("Raise and tend to farm animals")),
    "i2": ("I", _("Study ways to reduce water pollution")),
    "a2": ("A", _("Create special effects for movies")),
    "s2": ("S", _("Teach a high school class")),
    "e2": ("E", _("Persuade customers to buy a new product")),
    "c2": ("C", _("Develop a spreadsheet on a computer")),
    "r3": ("R", _("Drive a truck to deliver packages")),
    "i3": ("I", _("Work in a biology lab")),
    "a3": ("A", _("Draw pictures")),
    "s3": ("S", _("Give first aid to injured persons")),
    "e3": ("E", _("Manage a department within a large company")),
    "c3": ("C", _("Prepare budgets for a business")),
    "r4": ("R", _("Repair motors and generators")),
    "i4": ("I", _("Study the formation of stars with space telescopes")),
    "a4": ("A", _("Write books or plays")),
    "s4": ("S", _("Perform rehabilitation therapy")),
    "e4": ("E", _("Represent a client in a lawsuit")),
    "c4": ("C", _("Schedule appointments for customers")),
    "r5": ("R", _("Put out forest fires")),
    "i5": ("I", _("Develop a way to better predict the weather")),
    "a5": ("A", _("Act on stage for an audience")),
    "s5": ("S", _("Give career guidance to people")),
    "e5": ("E", _("Market a new line of clothing")),
    "c5": ("C", _("Count supplies with a handheld computer")),
    "r6": ("R", _("Operate a bulldozer to move dirt")),
    "i6": ("I", _("Solve mathematical problems")),
    "a6": ("A", _("Design and create handmade clothes")),
    "s6": ("S", _("Teach social skills to students")),
    "e6": ("E", _("Make a public speech for a worthy cause")),
    "c6": ("C", _("Keep the accounts of a company")),
}
# Beginnings of the codes of occupations (SOC) in which one does just that: by them a suggestion gives its own reason.
WORK: dict[str, tuple[str, ...]] = {
    "r1": ("47-2031", "51-7"), "i1": ("19-1", "29-1051"), "a1": ("27-204",), "s1": ("21-1", "19-3", "29-1141.02"),
    "e1": ("11-1", "11-9"), "c1": ("43-5",), "r2": ("45-", "11-9013", "39-2"), "i2": ("19-204", "17-208", "19-103"),
    "a2": ("27-1014", "27-4"), "s2": ("25-203", "25-202"), "e2": ("41-", "11-2"), "c2": ("13-", "15-2", "43-9"),
    "r3": ("53-3",), "i3": ("19-1", "19-4", "29-2"), "a3": ("27-1",), "s3": ("29-2", "29-1141", "31-", "33-2"),
    "e3": ("11-",), "c3": ("13-2", "11-3031"), "r4": ("49-", "51-"), "i4": ("19-2",), "a4": ("27-3",),
    "s4": ("29-112", "31-2"), "e4": ("23-1",), "c4": ("43-4", "43-6"), "r5": ("33-2", "45-4", "19-1032"),
    "i5": ("19-2021",), "a5": ("27-2",), "s5": ("21-1012", "25-"), "e5": ("11-20", "41-", "27-1022"),
    "c5": ("43-5", "53-7065"), "r6": ("47-",), "i6": ("15-2", "17-"), "a6": ("27-10", "51-6"),
    "s6": ("25-", "21-", "39-9"), "e6": ("11-1031", "27-3", "21-2"), "c6": ("13-2011", "43-3"),
}  # fmt: skip
ACTIVITIES = tuple(Activity(key, letter, WORK[key]) for key, (letter, _text) in TEXTS.items())


def activity_text(key: str) -> str:
    """An activity in the page's language."""
    return str(TEXTS[key][1])
