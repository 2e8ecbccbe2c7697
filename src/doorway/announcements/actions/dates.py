"""Noticing that the live dates of published letters have changed, so that the feed can say when."""

from __future__ import annotations

from datetime import datetime

from doorway.accounts.models import District
from doorway.announcements.access import published
from doorway.announcements.dates import DatesOfDistrict
from doorway.announcements.models import Announcement
from doorway.announcements.queries import NEWEST


def notice_new_dates(*, now: datetime) -> int:
    """Keep the moment for each letter of a feed that shows other conference dates than before; how many those are.

    Dates follow from many records (a conference, its days, the schools that hold it), so what is shown is compared
    instead of watching all of these. Only what a feed shows is looked at.
    """
    changed = 0
    for district in District.objects.all():
        dates = DatesOfDistrict(district)
        for letter in published(district)[:NEWEST]:
            shown = dates.fingerprint(letter)
            if shown == letter.dates_shown:
                continue
            # Of a letter that was never looked at nobody knows that its dates were others before.
            is_change = bool(shown and letter.dates_shown)
            moment = {"dates_changed_at": now} if is_change else {}
            changed += is_change
            Announcement.objects.filter(pk=letter.pk).update(dates_shown=shown, **moment)
    return changed
