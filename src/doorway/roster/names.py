"""Which words of a text are a student's name, and which are so by accident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from doorway.accounts.models import District
from doorway.roster.core.naming import Called, names_in
from doorway.roster.queries import guardian_names, staff_names, student_names


@dataclass(frozen=True)
class Names:
    """Words as they stand in the text: those that are a student's name, and those that may be one, too."""

    sure: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


def names_of(district: District, *, writer: str, text: str) -> Names:
    """The students' names in a text and in the name of who wrote it.

    Perhaps only: two ordinary words, the full name of somebody on the staff, and the writer's own name when a guardian
    or somebody on the staff is called so. A student who has the same name as an adult is never left out silently.
    """
    students = list(student_names(district))
    in_name, in_text = names_in(writer, students), names_in(text, students)
    if not (in_name or in_text):
        return Names()
    staff = Called(staff_names(district))
    is_adult = bool(in_name) and (writer in staff or writer in Called(guardian_names(district)))
    found = [(one.words, one.is_sure and not is_adult) for one in in_name]
    found += [(one.words, one.is_sure and one.words not in staff) for one in in_text]
    sure = tuple(dict.fromkeys(words for words, is_sure in found if is_sure))
    return Names(sure, tuple(dict.fromkeys(words for words, is_sure in found if not is_sure and words not in sure)))


def names_in_letter(district: District, texts: Iterable[str]) -> Names:
    """The students' names in the titles and bodies of a letter, each text by itself.

    Perhaps only: two ordinary words, and the full name of somebody on the staff.
    """
    parts = [text for text in texts if text]
    students = list(student_names(district))
    found = [one for text in parts for one in names_in(text, students)]
    if not found:
        return Names()
    staff = Called(staff_names(district))
    sure = tuple(dict.fromkeys(one.words for one in found if one.is_sure and one.words not in staff))
    return Names(sure, tuple(dict.fromkeys(one.words for one in found if one.words not in sure)))


def quoted(names: Iterable[str]) -> str:
    """For a sentence, in the quotation marks of its language: “Ellie Whitaker”, “Lucía Morales”."""
    return ", ".join(_("“%(words)s”") % {"words": words} for words in names)
