"""Days and times as one says them: ``{% load conference_words %}``. Always in the zone that is active."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doorway.conferences import wording
from doorway.conferences.calendar import place as place_of
from doorway.conferences.models import Appointment
from doorway.roster.models import Person

register = template.Library()


@register.filter
def moment(value: datetime) -> str:
    """“Monday, November 2, 1:00 pm”."""
    return wording.moment_in_words(value, timezone.get_current_timezone())


@register.filter
def clock(value: datetime) -> str:
    """“1:00 pm”."""
    return wording.clock(timezone.localtime(value))


@register.filter
def phone(person: Person) -> SafeString | str:
    """A number that can be tapped, or that there is none. A filter: a list has hundreds of them."""
    number = person.phone or person.sms
    return format_html('<a href="tel:{}">{}</a>', number, number) if number else _("no phone number")


@register.filter
def place(value: Appointment) -> str:
    """School and room of a meeting."""
    return place_of(value)
