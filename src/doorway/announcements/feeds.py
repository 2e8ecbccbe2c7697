"""The letters as an Atom feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from doorway.accounts.models import District
from doorway.announcements.access import published
from doorway.announcements.body import has_dates, to_html
from doorway.announcements.dates import DatesOfDistrict
from doorway.announcements.models import Announcement
from doorway.announcements.queries import NEWEST, corrected_on, sender_of, signature_of, text_of


def feed_address(district: District) -> str:
    """The path of the district's feed in the language of the moment."""
    path = reverse("letter_feed", kwargs={"district_code": district.code})
    return f"{path}?language={translation.get_language() or settings.LANGUAGE_CODE}"


@dataclass(frozen=True)
class Entry:
    """A letter in the feed, and the dates that all its letters share."""

    letter: Announcement
    dates: DatesOfDistrict


class LetterFeed(Feed):  # type: ignore[type-arg]  # the class takes no arguments when it runs
    """The newest letters of a district, whole: in the language of the address (``?language=es``), else in that of the
    reader's program. A reader that fetches for many people speaks the language of none of them.
    """

    feed_type = Atom1Feed

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

    def items(self, obj: District) -> list[Entry]:
        """The newest."""
        dates = DatesOfDistrict(obj)
        return [Entry(letter, dates) for letter in published(obj)[:NEWEST]]

    def item_title(self, item: Entry) -> str:
        """The title in the reader's language."""
        text = text_of(item.letter, translation.get_language() or "en")
        return text.title if text else item.letter.slug

    def item_description(self, item: Entry) -> str:
        """The whole letter; when it was corrected, that comes first."""
        text = text_of(item.letter, translation.get_language() or "en")
        if text is None:
            return ""
        body = to_html(text.body, lambda: item.dates.as_html(item.letter))
        day = corrected_on(item.letter, text)
        said = format_html("<p><em>{}</em></p>", _("Corrected on %(day)s") % {"day": date_format(day)}) if day else ""
        return f"{said}{body}"

    def item_link(self, item: Entry) -> str:
        """Its page."""
        return reverse("letter_of", kwargs={"district_code": item.letter.district.code, "slug": item.letter.slug})

    def item_guid(self, item: Entry) -> str:
        """The same for ever, whatever happens to the address."""
        return f"urn:uuid:{item.letter.pk}"

    def item_pubdate(self, item: Entry) -> datetime | None:
        """When it was published."""
        return item.letter.published_at

    def item_updateddate(self, item: Entry) -> datetime:
        """When what is read in this language was changed last: published, corrected, or its dates moved."""
        text = text_of(item.letter, translation.get_language() or "en")
        moments = [item.letter.published_at or item.letter.changed_at]
        if text and text.corrected_at:
            moments.append(text.corrected_at)
        if text and item.letter.dates_changed_at and has_dates(text.body):
            moments.append(item.letter.dates_changed_at)
        return max(moments)

    def item_author_name(self, item: Entry) -> str:
        """Who signed it."""
        text = text_of(item.letter, translation.get_language() or "en")
        return signature_of(item.letter, text)[0] or sender_of(item.letter)
