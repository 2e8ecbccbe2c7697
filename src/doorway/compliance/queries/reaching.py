"""The tries to reach families that are tries: wherever they are counted, one that was taken back is left out."""

from __future__ import annotations

from django.db.models import QuerySet

from doorway.compliance.models import ContactTry


def counted_tries() -> QuerySet[ContactTry]:
    """Every try that counts, as the standings count it (``facts.TRIES``)."""
    return ContactTry.objects.filter(taken_back_at=None)
