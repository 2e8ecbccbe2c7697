"""What must not stand in words that others read: on the public page, in the evidence."""

from __future__ import annotations

from doorway.accounts.models import District
from doorway.accounts.typing import holds_ssn
from doorway.compliance.errors import LooksLikeNumber, WordsNameStudent
from doorway.roster.core.naming import names_somebody
from doorway.roster.queries import student_names


def check_words(district: District, *texts: str) -> None:
    """No number like a Social Security number, and no student's name."""
    if any(map(holds_ssn, texts)):
        raise LooksLikeNumber
    names = list(student_names(district))
    if any(names_somebody(text, names) for text in texts):
        raise WordsNameStudent
