"""The letters as an Atom feed.

A program that follows it keeps what it has read. So a letter that is taken down stays in its place for a while without
its words: the entry of the same id, changed on that day, takes the place of what was kept. What RFC 6721 has for this,
hardly any program knows.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from doorway.accounts.models import District
from doorway.accounts.typing import lines_of_text
from doorway.announcements.access import in_feed
from doorway.announcements.actions.letters import OLDEST
from doorway.announcements.body import has_dates, to_html
from doorway.announcements.dates import DatesOfDistrict
from doorway.announcements.models import Announcement
from doorway.announcements.queries import NEWEST, corrected_on, phone_of, sender_of, signature_of, text_of

# So long a letter that was taken down is told of in its place. Who has not looked for two months has other sorrows.
TOLD_FOR = timedelta(days=60)
# A feed in which nothing ever stood has not changed since the oldest day that a letter can have.
BEFORE_ALL = datetime.combine(OLDEST, time(), UTC)


def feed_address(district: District) -> str:
    """The path of the district's feed in the language of the moment."""
    path = reverse("letter_feed", kwargs={"district_code": district.code})
    return f"{path}?language={translation.get_language() or settings.LANGUAGE_CODE}"


@dataclass(frozen=True)
class Entry:
    """A letter in the feed, and the dates that all its letters share."""

    letter: Announcement
    dates: DatesOfDistrict

    @property
    def is_down(self) -> bool:
        """Nothing of its words is shown any more."""
        return self.letter.status == Announcement.Status.WITHDRAWN


def _own_id(pk: uuid.UUID) -> uuid.UUID:
    """The id of a thing in the language of the moment. In the installation's first language it is the thing's own, as
    those who follow the letters have it; where another id stands, another text stands (RFC 4287, 4.2.6).
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    return pk if language == settings.LANGUAGE_CODE else uuid.uuid5(pk, language)


def _instead(letter: Announcement) -> str:
    """What stands in the place of the words of a letter that was taken down."""
    zone, moment = letter.district.zone, letter.taken_down_at
    day = date_format(timezone.localtime(moment, zone).date()) if moment else ""
    said = [_("%(sender)s took this letter down on %(day)s.") % {"sender": sender_of(letter), "day": day}]
    if phone := phone_of(letter):
        said.append(_("Do you have a question about it? Call %(phone)s.") % {"phone": phone})
    return format_html_join("", "<p>{}</p>", ([sentence] for sentence in said))


def _in_xml(value: Any) -> Any:
    return lines_of_text(str(value)) if isinstance(value, str | Promise) else value


def _all_in_xml(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _in_xml(value) for name, value in values.items()}


class MovedFeed(Atom1Feed):
    """Atom whose ``updated`` also knows what its entries no longer say: ``moved_at``.

    What XML cannot hold is left out here too, whoever wrote it and whenever: one such letter would take the feed away
    from everybody.
    """

    def __init__(self, *said: Any, **others: Any) -> None:
        super().__init__(*map(_in_xml, said), **_all_in_xml(others))

    def add_item(self, *said: Any, **others: Any) -> None:
        """One letter."""
        super().add_item(*map(_in_xml, said), **_all_in_xml(others))

    def latest_post_date(self) -> datetime:
        """When the feed changed last; the same at every fetch until it changes."""
        keys = ("updateddate", "pubdate")
        moments: list[datetime] = [item[key] for item in self.items for key in keys if item.get(key)]
        moments.append(self.feed["moved_at"])
        return max(moments)


class LetterFeed(Feed):  # type: ignore[type-arg]  # the class takes no arguments when it runs
    """The newest letters of a district, whole: in the language of the address (``?language=es``), else in that of the
    reader's program. A reader that fetches for many people speaks the language of none of them.
    """

    feed_type = MovedFeed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed as it stands in its language."""
        asked = request.GET.get("language", "")
        language = asked if asked in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
        with translation.override(language):
            answer = super().__call__(request, *args, **kwargs)
        answer["Content-Language"] = language
        return answer

    def get_object(self, request: HttpRequest, district_code: str) -> District:
        """The district of the address."""
        district = District.objects.filter(code=district_code).first()
        if district is None:
            raise Http404
        return district

    def title(self, obj: District) -> str:
        """Whose letters these are."""
        return _("Letters of %(name)s") % {"name": obj.name}

    def link(self, obj: District) -> str:
        """The archive."""
        return reverse("letters_of", kwargs={"district_code": obj.code})

    def feed_url(self, obj: District) -> str:
        """The address in this language, which a reader keeps."""
        return feed_address(obj)

    def feed_guid(self, obj: District) -> str | None:
        """Each language is a feed of its own, and says so; the first one is called by its link, as it always was."""
        own = _own_id(obj.pk)
        return None if own == obj.pk else own.urn

    def feed_extra_kwargs(self, obj: District) -> dict[str, Any]:
        """When the last letter was taken down, however long ago: the feed's ``updated`` never goes back."""
        last = Announcement.objects.filter(district=obj).aggregate(last=Max("taken_down_at"))["last"]
        return {"moved_at": last or BEFORE_ALL}

    def items(self, obj: District) -> list[Entry]:
        """The newest, and in their places those that were taken down not long ago."""
        dates = DatesOfDistrict(obj)
        return [Entry(letter, dates) for letter in in_feed(obj, timezone.now() - TOLD_FOR)[:NEWEST]]

    def item_title(self, item: Entry) -> str:
        """The title in the reader's language; of a letter that was taken down, only that it was."""
        if item.is_down:
            return _("A letter was taken down")
        text = text_of(item.letter, translation.get_language() or "en")
        return text.title if text else item.letter.slug

    def item_description(self, item: Entry) -> str:
        """The whole letter; when it was corrected, that comes first. Of one that was taken down, whom to call."""
        if item.is_down:
            return _instead(item.letter)
        text = text_of(item.letter, translation.get_language() or "en")
        if text is None:
            return ""
        body = to_html(text.body, lambda: item.dates.as_html(item.letter))
        day = corrected_on(item.letter, text)
        said = format_html("<p><em>{}</em></p>", _("Corrected on %(day)s") % {"day": date_format(day)}) if day else ""
        return f"{said}{body}"

    def item_link(self, item: Entry) -> str:
        """Its page; of one that was taken down the list of letters, because its address was made of its words."""
        if item.is_down:
            return reverse("letters_of", kwargs={"district_code": item.letter.district.code})
        return reverse("letter_of", kwargs={"district_code": item.letter.district.code, "slug": item.letter.slug})

    def item_guid(self, item: Entry) -> str:
        """The same for ever, whatever happens to the address, and another one in each language."""
        return _own_id(item.letter.pk).urn

    def item_pubdate(self, item: Entry) -> datetime | None:
        """When it was published."""
        return item.letter.published_at

    def item_updateddate(self, item: Entry) -> datetime:
        """When what is read in this language was changed last: published, corrected, taken down, published again, or
        its dates moved.
        """
        if item.is_down and item.letter.taken_down_at:
            return item.letter.taken_down_at
        text = text_of(item.letter, translation.get_language() or "en")
        moments = [item.letter.published_at or item.letter.changed_at]
        if item.letter.published_again_at:
            moments.append(item.letter.published_again_at)
        if text and text.corrected_at:
            moments.append(text.corrected_at)
        if text and item.letter.dates_changed_at and has_dates(text.body):
            moments.append(item.letter.dates_changed_at)
        return max(moments)

    def item_author_name(self, item: Entry) -> str:
        """Who signed it; whoever took it down is the school or the district."""
        if item.is_down:
            return sender_of(item.letter)
        text = text_of(item.letter, translation.get_language() or "en")
        return signature_of(item.letter, text)[0] or sender_of(item.letter)
