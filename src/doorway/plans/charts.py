"""Charts and wordings inside a plan document: written out in every language of the product."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from doorway.assessments.charts import frozen
from doorway.assessments.charts.frozen import thaw
from doorway.plans.core.document import Words

__all__ = ["freeze", "thaw", "words_of"]


def words_of(wording: Any) -> Words:
    """A callable wording in every language of the product."""
    return {code: str(wording(code)) for code, _name in settings.LANGUAGES}


def freeze(value: Any) -> Any:
    """A chart (or a part of it) as plain JSON."""
    return frozen.freeze(value, dict(settings.LANGUAGES))
