"""What readers wrote under letters, and how it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import District
from doorway.announcements.models import Reply


class Replies:
    """Replies with their answers, shown or not."""

    key = "replies"
    can_delete = True
    words = _("Replies to letters, with name and address of who wrote")

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """Those from before on which somebody has decided."""
        rows = Reply.objects.filter(district=district, written_at__lt=moment)
        return rows.exclude(status=Reply.Status.WAITING).annotate(since=F("written_at"))

    def delete(self, rows: QuerySet[Any]) -> int:
        """With every earlier form of them."""
        ids = list(rows.order_by().values_list("pk", flat=True))
        Reply.objects.filter(pk__in=ids).delete()
        Reply.history.filter(id__in=ids).delete()
        return len(ids)
