"""What is kept of letters and e-mails, and how it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import District
from doorway.messages.models import Message


class Messages:
    """What was written to whom. That something was sent stays, so that it is not sent again."""

    key = "messages"
    can_delete = True
    words = _("E-mails that were sent to families and staff")

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """Those from before that nobody waits for, and that still say something."""
        rows = Message.objects.filter(district=district, created_at__lt=moment)
        return rows.exclude(status=Message.Status.WAITING).exclude(body_text="").annotate(since=F("created_at"))

    def delete(self, rows: QuerySet[Any]) -> int:
        """Address, subject, text and calendar entry are emptied."""
        return rows.order_by().update(
            to_address="", subject="", body_text="", body_html="", calendar="", about=[], last_error="", to_person=None
        )
