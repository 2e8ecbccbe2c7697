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
# Beginnings of the codes of occupations (SOC) to whose work an activity belongs: by them a suggestion gives its own
# reason. A field as a whole stands here only where the activity belongs to all of it.
WORK: dict[str, tuple[str, ...]] = {
    "r1": ("47-2031", "51-7"), "i1": ("19-1021", "19-1022", "19-104", "19-2031", "29-1051"), "a1": ("27-204", "25-203"),
    "s1": ("21-1", "19-3", "29-1141.02", "29-1223"), "e1": ("11-1", "11-9013", "11-9051", "11-9081", "11-9021"),
    "c1": ("43-506", "43-507", "43-5052", "53-7065"),
    "r2": ("45-2093", "45-2021", "11-9013", "39-2", "29-1131", "29-2056"),
    "i2": ("19-204", "17-208", "19-103", "19-4042"),
    "a2": ("27-1014", "27-4"), "s2": ("25-1", "25-202", "25-203"), "e2": ("41-", "11-202"),
    "c2": ("13-", "15-2", "43-9"), "r3": ("53-3",), "i3": ("19-1", "19-40", "29-201", "29-2056"), "a3": ("27-1",),
    "s3": ("29-2", "29-1141", "31-1", "31-9092", "33-2"),
    "e3": ("11-1", "11-2", "11-3", "11-902", "11-903", "11-904", "11-905", "11-908", "11-911", "11-914"),
    "c3": ("13-2", "11-3031"), "r4": ("49-", "51-4", "51-8", "53-6"), "i4": ("19-2",), "a4": ("27-3",),
    "s4": ("29-112", "31-2"), "e4": ("23-",), "c4": ("43-4", "43-6"), "r5": ("33-2", "45-4", "19-1032", "19-4071"),
    "i5": ("19-2021",), "a5": ("27-2", "27-301"), "s5": ("21-1012", "13-1071", "25-9031"),
    "e5": ("11-20", "13-1161", "41-2031", "41-3011", "27-1022"), "c5": ("43-507", "43-5111", "53-7065"),
    "r6": ("47-2061", "47-207", "47-4", "47-5"), "i6": ("15-2", "17-2", "19-2"), "a6": ("27-102", "51-6"),
    "s6": ("25-2", "25-3", "25-9042", "21-1", "39-9"), "e6": ("11-1031", "11-203", "27-301", "27-303", "21-2", "23-1"),
    "c6": ("13-2011", "43-3"),
}  # fmt: skip
# Of these the occupations whose main work it is: they are shown to whoever likes it, and not to whoever does not.
ITSELF: dict[str, tuple[str, ...]] = {
    "r1": ("47-2031", "51-7"), "i1": ("19-1042", "19-1021"), "a1": ("27-204",),
    "s1": ("21-1013", "21-1014", "21-1018", "21-102", "19-303", "29-1141.02", "29-1223"), "e1": (), "c1": ("43-5071",),
    "r2": ("45-2093", "45-2021", "39-2", "11-9013"), "i2": ("19-2041", "17-208", "19-4042"), "a2": ("27-1014",),
    "s2": ("25-203",), "e2": ("41-", "11-2022"), "c2": ("43-9021",), "r3": ("53-303",),
    "i3": ("19-102", "19-4021", "29-201"), "a3": ("27-1013", "27-1014"), "s3": ("29-1141", "29-204"),
    "e3": ("11-1011", "11-1021"), "c3": ("13-2031", "11-3031"), "r4": ("49-2092", "49-3", "49-904"),
    "i4": ("19-2011", "19-2012"), "a4": ("27-304",), "s4": ("29-112", "31-2"), "e4": ("23-1",),
    "c4": ("43-4171", "43-6013", "43-6014"), "r5": ("33-1021", "33-2"), "i5": ("19-2021",), "a5": ("27-2011",),
    "s5": ("21-1012",), "e5": ("11-2021", "13-1161"), "c5": ("53-7065", "43-5071"), "r6": ("47-2073", "47-5022"),
    "i6": ("15-20",), "a6": ("27-1022", "51-6"), "s6": ("25-205",), "e6": ("27-3031", "11-203"),
    "c6": ("13-2011", "43-3031"),
}  # fmt: skip
ACTIVITIES = tuple(Activity(key, letter, WORK[key], ITSELF[key]) for key, (letter, _text) in TEXTS.items())


def activity_text(key: str) -> str:
    """An activity in the page's language."""
    return str(TEXTS[key][1])
