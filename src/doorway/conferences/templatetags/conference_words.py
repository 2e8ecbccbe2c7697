"""Days and times as one says them: ``{% load conference_words %}``. Always in the zone that is active."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doorway.conferences import wording
from doorway.conferences.calendar import place as place_of
from doorway.conferences.models import Appointment, Conference
from doorway.conferences.queries.schedule import ScheduleLine
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


_ROW = '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th>{}</tr>'
_HELD = '<td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td>'
_FREE = '<td class="govuk-table__cell" colspan="2">{}</td>'


@register.filter
def schedule_rows(lines: Iterable[ScheduleLine]) -> SafeString:
    """The rows of a day. Without a template: the schedules of a large school have a thousand of them."""
    free, taken = format_html(_FREE, _("free")), format_html(_FREE, _("taken"))

    def cells(line: ScheduleLine) -> SafeString:
        if line.appointment is not None:
            return _held(line.appointment)
        return taken if line.is_closed else free

    return format_html_join("\n", _ROW, ((line.hours, cells(line)) for line in lines))


def _held(meeting: Appointment) -> SafeString:
    """Whom a meeting is about, and who comes."""
    who = [str(meeting.guardian)]
    if meeting.student_comes == Appointment.StudentComes.YES:
        who.append(_("with the student"))
    if meeting.wants_interpreter:
        word = _("interpreter")
        who.append(f"{word}: {meeting.interpreter}" if meeting.interpreter else word)
    return format_html(_HELD, meeting.student, " · ".join(who))


@register.filter
def days(value: Conference) -> str:
    """“Monday and Tuesday, November 2 and 3”: the days of a conference whose windows are read."""
    zone = timezone.get_current_timezone()
    return wording.days_in_words(window.starts_at.astimezone(zone).date() for window in value.windows.all())


@register.filter
def place(value: Appointment) -> str:
    """School and room of a meeting."""
    return place_of(value)
