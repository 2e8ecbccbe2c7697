"""The cast in the invented district: their ids are the cast's keys, their families and classes are the stories'."""

from __future__ import annotations

from doorway.demo.generate.families import FamilyMaker
from doorway.demo.generate.model import Guardian, Staff
from doorway.demo.people import BY_KEY, CAST

# The guardians of each student's homes.
HOMES: dict[str, tuple[tuple[str, ...], ...]] = {
    "mateo": (("rosa",),),
    "lucia": (("rosa",),),
    "diego": (("rosa",),),
    "ellie": (("ben",), ("karen",)),
    "sadie": (("amy",), ("travis",)),
}
ROLES = {
    "teacher": "teacher",
    "counselor": "counselor",
    "principal": "principal",
    "office": "siteAdministrator",
    "district": "districtAdministrator",
    "data": "systemAdministrator",
    "interpreter": "ext:interpreter",
}
ALSO_AT = {"owen": ("panguitch-middle",), "dana": ("panguitch-middle",)}
# June's class, Owen's classes.
HOMEROOM_TEACHER = {("panguitch-elementary", 3): "june"}
HOMEROOM_STUDENTS = 24
SUBJECT_TEACHER = {("panguitch-high", "Math"): "owen"}


def taken_seats() -> list[tuple[str, int]]:
    """The places at school that the cast's students take."""
    return [(member.school, int(member.grade)) for member in CAST if member.role == "student"]


def add_families(maker: FamilyMaker) -> None:
    """The cast's guardians and students, before anybody else."""
    for member in CAST:
        if member.role == "guardian":
            maker.addresses.of(member.given_name, member.family_name, "family.example")
            maker.add_guardian(
                Guardian(
                    member.key,
                    member.given_name,
                    member.family_name,
                    "parent",
                    member.email,
                    f"435-555-01{len(maker.guardians):02d}",
                    member.language,
                )
            )
    for member in CAST:
        if member.role == "student":
            homes = HOMES[member.key]
            maker.add_student(
                member.given_name, member.family_name, int(member.grade), member.school, homes, key=member.key
            )


def staff() -> list[Staff]:
    """The cast's grown-ups who work for the district."""
    return [
        Staff(
            member.key,
            member.given_name,
            member.family_name,
            ROLES[member.role],
            ((member.school, *ALSO_AT.get(member.key, ())) if member.school else ()),
            member.email,
        )
        for member in CAST
        if member.role in ROLES
    ]


def is_cast(key: str) -> bool:
    """Whether this id belongs to the cast."""
    return key in BY_KEY
