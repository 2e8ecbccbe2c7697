"""Classes under one general code: many schools write every class from elsewhere as TRANSFER, with its own title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.problems import Problem
from doorway.pathways.core.transcript import Course, Transcript


def title_key(title: str) -> str:
    """One text for a title however it is written: capitals and blanks make no other class."""
    return " ".join(title.casefold().split())


def are_apart(titles: set[str]) -> bool:
    """Whether rows of a code that nobody knows are several classes, by the keys of their titles.

    What has no title is a class of its own beside those that have one. It may be one of them, but then one more row
    could take credit away that is there already.
    """
    return len(titles) > 1


def differ(titles: set[str]) -> bool:
    """Whether there are two titles among these keys: of one time of a class a row without one says nothing else."""
    return len(titles - {""}) > 1


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
    titled = {
        course.code for course in transcript.courses if course.title and course.code not in compiled.rules.catalog
    }
    if not titled:
        return transcript
    titles: dict[str, dict[str, str]] = {}
    for course in transcript.courses:
        if course.code in titled and course.code.casefold() not in compiled.named_codes:
            titles.setdefault(course.code, {}).setdefault(title_key(course.title), " ".join(course.title.split()))
    several = {code: own for code, own in titles.items() if are_apart({*own})}
    if not several:
        return transcript
    courses = tuple(
        course._replace(code=_code_of(course, several[course.code])) if course.code in several else course
        for course in transcript.courses
    )
    problems = tuple(
        Problem(problem, values={"code": code, "titles": names})
        for code, own in sorted(several.items())
        for problem, names in said_of(own)
    )
    return replace(transcript, courses=courses, problems=(*transcript.problems, *problems))


def said_of(titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is to be said of rows of one code that are several classes: the code of the problem, and their titles.

    ``titles``: by their keys, as they are written.
    """
    names = ", ".join(sorted(title for key, title in titles.items() if key))
    if differ({*titles}):
        yield "titles_of_code", names
    if "" in titles:
        yield "also_untitled", names


def _code_of(course: Course, titles: Mapping[str, str]) -> str:
    key = title_key(course.title)
    return f"{course.code} ({titles[key]})" if key else course.code
