"""Days and times as one says them: ``{% load conference_words %}``. Always in the zone that is active."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from doorway.conferences import wording
from doorway.conferences.calendar import place as place_of
from doorway.conferences.models import Appointment

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
def place(value: Appointment) -> str:
    """School and room of a meeting."""
    return place_of(value)
