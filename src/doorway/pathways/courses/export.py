"""The catalog as a file that :class:`~doorway.pathways.courses.file.CourseFile` reads again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from doorway.accounts.models import District
from doorway.accounts.tables import write_rows
from doorway.pathways.core.units import credits_of
from doorway.pathways.courses.file import FLAGS, LISTS, TITLES, CourseFile
from doorway.pathways.models import CatalogCourse, TaughtAt
from doorway.policy.packs import grade_number
from doorway.roster.models import Course

COLUMNS = (*CourseFile.required, *CourseFile.optional)
# From this grade on a course of the roster may belong to the catalog.
_FIRST_GRADE = 7


def write_catalog(district: District, out: Any) -> int:
    """Write the catalog, then the roster's courses that it lacks, their credits still empty. The number of rows.

    ``out`` is anything with a ``write``. Without credits a row is refused: somebody has to say what the course gives.
    """
    rows = [*_catalog(district), *_missing(district)]
    write_rows(out, [COLUMNS, *([row.get(column, "") for column in COLUMNS] for row in rows)])
    return len(rows)


def _catalog(district: District) -> Iterator[dict[str, str]]:
    schools: dict[Any, list[str]] = {}
    for pk, slug in TaughtAt.objects.filter(district=district).values_list("course_id", "school__slug"):
        schools.setdefault(pk, []).append(slug)
    for course in CatalogCourse.objects.filter(district=district):
        grades = "" if course.first_grade is None else f"{course.first_grade}-{course.last_grade}"
        yield {
            "code": course.code,
            "title": course.title,
            **{column: course.titles.get(language, "") for language, column in TITLES.items()},
            "credits": credits_of(course.units),
            "sced": course.sced,
            "grades": grades,
            "terms": course.terms,
            "seats": "" if course.seats is None else str(course.seats),
            **{name: " ".join(getattr(course, name)) for name in LISTS},
            **{column: "yes" if getattr(course, name) else "no" for column, name in FLAGS.items()},
            "schools": " ".join(sorted(schools.get(course.pk, []))),
        }


def _missing(district: District) -> Iterator[dict[str, str]]:
    """Courses of the roster for the upper grades whose code the catalog does not have."""
    known = CatalogCourse.objects.filter(district=district).values("code")
    rows = Course.objects.filter(district=district, is_active=True).exclude(code="").exclude(code__in=known)
    for course in rows.select_related("school").order_by("code", "title"):
        grades = sorted({number for text in course.grades.split(",") if (number := _grade(text)) >= _FIRST_GRADE})
        if grades:
            yield {
                "code": course.code,
                "title": course.title,
                "grades": f"{grades[0]}-{grades[-1]}",
                "schools": course.school.slug if course.school else "",
            }


def _grade(text: str) -> int:
    try:
        return grade_number(text)
    except ValueError:
        return -1
