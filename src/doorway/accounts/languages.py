"""What a language is called, in the language of whoever reads it: "English" and "Spanish", "inglés" and "español"."""

from __future__ import annotations

from django.utils.translation import get_language, get_language_info


def in_words(code: str) -> str:
    """The name inside a sentence."""
    name = str(get_language_info(code)["name_translated"])
    # English writes names of languages with a capital letter; most others do not.
    return name if (get_language() or "en").startswith("en") else name[:1].lower() + name[1:]
