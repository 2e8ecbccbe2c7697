"""Which parts of a shared plan are filled in, as a number that the database can ask for.

The bit of each part's number (state pack) is set, and the first bit always: so a version of which nobody has looked yet
(0) is no version without a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import connections, transaction

from doorway.accounts.guards import is_of_this_version
from doorway.plans.core.document import DocumentError, PlanDocument, from_json
from doorway.plans.models import PlanVersion
from doorway.policy.packs import StatePack, load_pack

LOOKED_AT = 1
AT_ONCE = 200


def filled_in(document: PlanDocument, pack: StatePack) -> int:
    """The parts of a document that are filled in, as a number."""
    return LOOKED_AT | pack.marks(document.filled)


def _of_content(content: Mapping[str, Any], pack: StatePack) -> int:
    """The same of what a version froze; nothing is filled in of what no program can read any more."""
    try:
        return filled_in(from_json(content), pack)
    except DocumentError:
        return LOOKED_AT


def fill_where_missing(**kwargs: Any) -> None:
    """Signal handler of ``post_migrate``: versions of before this was kept get it from their frozen content, once.

    In small transactions: a server goes on serving, and whoever stops it goes on where it was.
    """
    using = connections[kwargs["using"]]
    if not is_of_this_version(using):
        return
    waiting = PlanVersion.objects.using(using.alias).filter(filled=0).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True))
    for chunk in (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE)):
        found: dict[int, list[Any]] = defaultdict(list)
        rows = waiting.filter(pk__in=chunk).order_by()
        for key, content, state in rows.values_list("pk", "content", "district__state_pack"):
            found[_of_content(content, load_pack(state))].append(key)
        with transaction.atomic(using=using.alias):
            for filled, keys in sorted(found.items()):
                waiting.filter(pk__in=keys).order_by().update(filled=filled)
