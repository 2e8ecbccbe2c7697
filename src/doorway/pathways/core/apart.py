"""Classes under one general code: many schools write every class from elsewhere as TRANSFER, with its own title."""

from __future__ import annotations

from dataclasses import replace

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.problems import Problem
from doorway.pathways.core.transcript import Transcript


def title_key(title: str) -> str:
    """One text for a title however it is written: capitals and blanks make no other class."""
    return " ".join(title.casefold().split())


def are_apart(titles: set[str]) -> bool:
    """Whether rows of a code that nobody knows are several classes, by the keys of their titles.

    Where one of the rows has none, nobody can say which class it is, and they stay one.
    """
    return len(titles) > 1 and "" not in titles


def spelled(compiled: Compiled, transcript: Transcript) -> Transcript:
    """The record with codes as the course list writes them: “eng-9” is its ENG-9, and no class beside it."""
    catalog = compiled.rules.catalog
    unknown = {course.code for course in transcript.courses if course.code not in catalog}
    written = {code: known for code in unknown if (known := compiled.codes.of(code)) is not None}
    if not written:
        return transcript
    courses = tuple(
        course._replace(code=written[course.code]) if course.code in written else course
        for course in transcript.courses
    )
    return replace(transcript, courses=courses)


def told_apart(compiled: Compiled, transcript: Transcript) -> Transcript:
    """The record in which classes of different titles have codes of their own, and are named.

    Only under a code that neither the course list nor a requirement knows: under any other the code is the class, and
    titles change from year to year.
    """
    unknown = [course for course in transcript.courses if course.title and course.code not in compiled.rules.catalog]
    if len(unknown) < 2:
        return transcript
    titles: dict[str, dict[str, str]] = {}
    for course in transcript.courses:
        if course.code not in compiled.rules.catalog and course.code.casefold() not in compiled.named_codes:
            titles.setdefault(course.code, {}).setdefault(title_key(course.title), " ".join(course.title.split()))
    several = {code: own for code, own in titles.items() if are_apart({*own})}
    if not several:
        return transcript
    courses = tuple(
        course._replace(code=f"{course.code} ({several[course.code][title_key(course.title)]})")
        if course.code in several
        else course
        for course in transcript.courses
    )
    problems = tuple(
        Problem("titles_of_code", values={"code": code, "titles": ", ".join(sorted(own.values()))})
        for code, own in sorted(several.items())
    )
    return replace(transcript, courses=courses, problems=(*transcript.problems, *problems))
