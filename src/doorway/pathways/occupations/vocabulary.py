"""What people say, beside the titles of packs and releases: names of occupations, and words that stand for others."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from doorway.pathways.core.titles.values import Lexicon

HERE = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def spoken() -> dict[str, dict[str, tuple[str, ...]]]:
    """What people call common occupations, by code and language (``spoken.csv``); also of those in no pack.

    An occupation that a pack or a release has is found by these names, too. Of others, the names keep a soldier
    (soldado) from being taken for a mistyped welder (soldador).
    """
    with (HERE / "spoken.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: {language: tuple(row[language].split(";")) for language in ("en", "es") if row[language]}
            for row in csv.DictReader(file)
        }


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Words for anybody, short forms, and what else words stand for (``vocabulary.toml``)."""
    kinds = tomllib.loads((HERE / "vocabulary.toml").read_text(encoding="utf-8"))
    people = kinds.pop("people")
    means: dict[str, dict[str, float]] = defaultdict(dict)
    for kind in kinds.values():
        for language in ("en", "es"):
            for word, meant in kind[language].items():
                for one in meant.split():
                    means[word][one] = max(kind["worth"], means[word].get(one, 0.0))
    return Lexicon(
        people=frozenset(f"{people['en']} {people['es']}".split()),
        means={word: tuple(meant.items()) for word, meant in means.items()},
    )
