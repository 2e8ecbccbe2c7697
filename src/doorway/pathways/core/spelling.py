"""Codes of classes are one whatever their capitals: “eng-9” is the ENG-9 that is known, and no class beside it."""

from __future__ import annotations

from collections.abc import Iterable


class Spelling:
    """How codes are written. Codes that are known differ from each other in more than capitals, or are each its own."""

    def __init__(self, known: Iterable[str]) -> None:
        self._exact = frozenset(known)
        self._as = {code.casefold(): code for code in sorted(self._exact, reverse=True)}

    def of(self, code: str) -> str | None:
        """The known code that is meant; None where it is none of them."""
        return code if code in self._exact else self._as.get(code.casefold())

    def meant(self, code: str) -> str:
        """One text for all ways to write the same code, known or not: to hold two of them beside each other."""
        return self.of(code) or code.casefold()

    def keep(self, code: str) -> str:
        """The same; a code that nobody knows is known from now on, as it is written here."""
        return self.of(code) or self._as.setdefault(code.casefold(), code)
