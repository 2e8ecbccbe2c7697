"""What must not stand in words that others read: on the public page, in the evidence, in the survey's results."""

from __future__ import annotations

import re
from collections.abc import Collection

from doorway.accounts.models import District
from doorway.accounts.typing import holds_ssn
from doorway.compliance.errors import LooksLikeNumber, WordsMayNameStudent, WordsNameStudent
from doorway.roster.core.naming import words_of
from doorway.roster.core.ordinary import is_ordinary
from doorway.roster.names import Names, names_of, quoted

# Shorter words are written small in a heading, too.
_WORD = re.compile(r"[^\W\d_]{4,}")


def check_words(district: District, *texts: str, looked_at: Collection[str] = ()) -> None:
    """No number like a Social Security number, and no student's name.

    Words that are probably something else (two ordinary words, the name of somebody on the staff) are said back:
    ``looked_at`` are those of which somebody has said that they name no student.
    """
    if any(map(holds_ssn, texts)):
        raise LooksLikeNumber
    names = student_names_in(district, *texts)
    if names.sure:
        raise WordsNameStudent(names=quoted(names.sure))
    ask_about = [words for words in names.perhaps if words not in looked_at]
    if ask_about:
        raise WordsMayNameStudent(names.perhaps)


def student_names_in(district: District, *texts: str) -> Names:
    """Students' names in texts that somebody of the school writes or reads before others do."""
    sure: dict[str, None] = {}
    perhaps: dict[str, None] = {}
    for text in texts:
        names = names_of(district, writer="", text=text)
        by_accident = [words for words in names.sure if _is_heading(text) and all(map(is_ordinary, words_of(words)))]
        sure |= dict.fromkeys(words for words in names.sure if words not in by_accident)
        perhaps |= dict.fromkeys([*names.perhaps, *by_accident])
    return Names(tuple(sure), tuple(words for words in perhaps if words not in sure))


def _is_heading(text: str) -> bool:
    """Every word begins with a capital, so that a capital is no mark of a name: “Spring Field Day for Families”."""
    return all(word[0].isupper() for word in _WORD.findall(text))
