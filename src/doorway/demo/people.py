"""The cast: invented people, one or more for each role, each with a story.

They are used in the demo's sign-in page, in the tests, in the documentation and in its screenshots. Nobody here is
real, and every address is in a domain that can never receive mail.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class CastMember:
    """One person of the cast. ``school`` is the school's slug, empty for the whole district or for families."""

    key: str
    given_name: str
    family_name: str
    role: str
    story: str | Promise
    email: str = ""
    school: str = ""
    language: str = "en"
    grade: str = ""

    @property
    def name(self) -> str:
        """First and family name."""
        return f"{self.given_name} {self.family_name}"


CAST: tuple[CastMember, ...] = (
    CastMember(
        "rosa", "Rosa", "Morales", "guardian",
        _("Mother of three children in three schools. She reads Spanish and does everything on her phone."),
        email="rosa.morales@family.example", language="es",
    ),
    CastMember(
        "ben", "Ben", "Whitaker", "guardian",
        _("Father of Ellie. He and Ellie’s mother live apart, and each of them meets the teacher."),
        email="ben.whitaker@family.example",
    ),
    CastMember(
        "karen", "Karen", "Hale", "guardian",
        _("Mother of Ellie, in the other home."),
        email="karen.hale@family.example",
    ),
    CastMember(
        "amy", "Amy", "Doyle", "guardian",
        _("Mother of Sadie. The school keeps a no-access mark for Sadie’s father."),
        email="amy.doyle@family.example",
    ),
    CastMember(
        "travis", "Travis", "Doyle", "guardian",
        _("Father of Sadie, listed on the roster, but marked as having no access: he sees nothing of her."),
        email="travis.doyle@family.example",
    ),
    CastMember(
        "mateo", "Mateo", "Morales", "student", _("Third grade. He reads better every month and is proud of it."),
        school="panguitch-elementary", grade="03",
    ),
    CastMember(
        "lucia", "Lucía", "Morales", "student", _("Seventh grade. Science is her favorite; homework is not."),
        school="panguitch-middle", grade="07",
    ),
    CastMember(
        "diego", "Diego", "Morales", "student",
        _("Tenth grade. He wants to become a lineman and signs his own plan."),
        email="diego.morales@students.example", school="panguitch-high", grade="10",
    ),
    CastMember(
        "ellie", "Ellie", "Whitaker", "student", _("Third grade, two homes."),
        school="panguitch-elementary", grade="03",
    ),
    CastMember(
        "sadie", "Sadie", "Doyle", "student", _("Third grade. Her record is closed to her father."),
        school="panguitch-elementary", grade="03",
    ),
    CastMember(
        "june", "June", "Albrecht", "teacher",
        _("Teaches third grade at Panguitch Elementary. Twenty-four families in two afternoons."),
        email="june.albrecht@staff.example", school="panguitch-elementary",
    ),
    CastMember(
        "owen", "Owen", "Pratt", "teacher",
        _("Teaches math at Panguitch High and Middle School."),
        email="owen.pratt@staff.example", school="panguitch-high",
    ),
    CastMember(
        "dana", "Dana", "Lindqvist", "counselor",
        _("Counselor at Panguitch High School. Knows every student and wants time with each."),
        email="dana.lindqvist@staff.example", school="panguitch-high",
    ),
    CastMember(
        "harriet", "Harriet", "Stowe", "principal",
        _("Principal of Panguitch Elementary. Wants to know whom nobody has met yet."),
        email="harriet.stowe@staff.example", school="panguitch-elementary",
    ),
    CastMember(
        "peggy", "Peggy", "Nielson", "office",
        _("Secretary of Panguitch Elementary, with three lines ringing. Sets up the conference days."),
        email="peggy.nielson@staff.example", school="panguitch-elementary",
    ),
    CastMember(
        "ruth", "Ruth", "Castleton", "district",
        _("District office. Approves the schools’ dates and publishes them."),
        email="ruth.castleton@staff.example",
    ),
    CastMember(
        "sam", "Sam", "Ortega", "data",
        _("Keeps the roster and the scores. Sees test results when correcting them, and no plans."),
        email="sam.ortega@staff.example",
    ),
    CastMember(
        "ines", "Inés", "Calderón", "interpreter",
        _("Interprets between English and Spanish for the whole district."),
        email="ines.calderon@staff.example", language="es",
    ),
)  # fmt: skip

BY_KEY = {member.key: member for member in CAST}
