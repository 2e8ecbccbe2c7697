"""Which words of a text are a student's name, and which are so by accident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from doorway.accounts.models import District
from doorway.roster.core.naming import Called, Named, names_in
from doorway.roster.queries import guardian_names, staff_names, student_names


@dataclass(frozen=True)
class Names:
    """Words as they stand in the text: those that are a student's name, and those that may be one, too."""

    sure: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


def names_of(district: District, *, writer: str, text: str) -> Names:
    """The students' names in a text and in the name of who wrote it.

    Perhaps only: two ordinary words, the full name of somebody on the staff, the writer's own name when a guardian
    or somebody on the staff is called so, and the name of a guardian with a student's middle name: many a child has a
    parent's first name for it. A student who has the same name as an adult is never left out silently.
    """
    students = student_names(district)
    in_name, in_text = (names_in(one, students.first, students.middle) for one in (writer, text))
    if not (in_name or in_text):
        return Names()
    adults = _Adults(district)
    is_adult = bool(in_name) and (writer in adults.staff or writer in adults.guardians)
    found = [(one.words, one.is_sure and not is_adult) for one in in_name]
    found += [(one.words, one.is_sure and not adults.may_be(one)) for one in in_text]
    sure = tuple(dict.fromkeys(words for words, is_sure in found if is_sure))
    return Names(sure, tuple(dict.fromkeys(words for words, is_sure in found if not is_sure and words not in sure)))


def names_in_letter(district: District, texts: Iterable[str]) -> Names:
    """The students' names in the titles and bodies of a letter, each text by itself.

    Perhaps only: two ordinary words, the full name of somebody on the staff, and that of a guardian with a student's
    middle name.
    """
    parts = [text for text in texts if text]
    students = student_names(district)
    found = [one for text in parts for one in names_in(text, students.first, students.middle)]
    if not found:
        return Names()
    adults = _Adults(district)
    sure = tuple(dict.fromkeys(one.words for one in found if one.is_sure and not adults.may_be(one)))
    return Names(sure, tuple(dict.fromkeys(one.words for one in found if one.words not in sure)))


class _Adults:
    """The adults of a district by their names, read when they are asked for."""

    def __init__(self, district: District) -> None:
        self._district = district

    @cached_property
    def staff(self) -> Called:
        """Those who work there."""
        return Called(staff_names(self._district))

    @cached_property
    def guardians(self) -> Called:
        """Those who have a child there."""
        return Called(guardian_names(self._district))

    def may_be(self, name: Named) -> bool:
        """Whether a name that was found is one of theirs."""
        return name.words in self.staff or (name.is_middle and name.words in self.guardians)


def quoted(names: Iterable[str]) -> str:
    """For a sentence, in the quotation marks of its language: “Ellie Whitaker”, “Lucía Morales”."""
    return ", ".join(_("“%(words)s”") % {"words": words} for words in names)
