"""The one base of every error that a person can meet."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise


class Refusal(Exception):
    """Something was refused, with a sentence that says what is wrong and what to do.

    Subclasses set ``sentence`` (lazily translated, with ``%(name)s`` places) and callers pass the values. The sentence
    is put together when it is shown, so that it appears in the reader's language.
    """

    sentence: str | Promise = ""

    def __init__(self, sentence: str | Promise | None = None, **params: Any) -> None:
        self.params = params
        if sentence is not None:
            self.sentence = sentence
        super().__init__()

    def __str__(self) -> str:
        text = str(self.sentence)
        return text % self.params if self.params else text
