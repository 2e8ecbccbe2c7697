"""The evidence as paper (tagged PDF) and as a spreadsheet with a sheet for each part."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doorway.compliance.evidence.attendance import attendance_blocks, try_blocks
from doorway.compliance.evidence.blocks import heading, paragraph
from doorway.compliance.evidence.figures import figure_blocks, trend_blocks
from doorway.compliance.evidence.gathering import Evidence
from doorway.compliance.evidence.policy import policy_blocks
from doorway.compliance.evidence.sample import sample_blocks
from doorway.compliance.evidence.survey import survey_blocks
from doorway.compliance.evidence.time import time_blocks
from doorway.compliance.workbook import Block, Section, workbook
from doorway.messages.paper import pressed
from doorway.plans.actions.printing import file_name
from doorway.roster.models import School

# What the files are called, before the school and the day: it stays with them wherever they go.
NAME = "evidence-do-not-publish"


def name_of(school: School, day: str, *, years: int = 1, language: str = "") -> str:
    """What a file is called, without its ending: who has several made can tell them apart by span and language."""
    span = f"{years}-years" if years > 1 else ""
    return file_name(NAME, school.slug, day, span, language).removesuffix(".pdf")


def as_pdf(found: Evidence, language: str) -> bytes:
    """The pack as a tagged PDF."""
    with translation.override(language), timezone.override(found.school.district.zone):
        title = _title(found)
        note = _note()
        blocks = [heading(1, title), paragraph(_made(found)), *_time_blocks(found), paragraph(note)]
        for section in _sections(found, language):
            blocks += section.blocks
    report = {"title": title, "author": found.school.district.name, "lang": language, "note": note, "blocks": blocks}
    return pressed(report, layout="report", now=found.at)


def as_workbook(found: Evidence, language: str) -> bytes:
    """The same as a spreadsheet with a sheet for each section."""
    with translation.override(language), timezone.override(found.school.district.zone):
        sections = [
            Section(one.name, [paragraph(_title(found)), paragraph(_made(found)), *_time_blocks(found), *one.blocks])
            for one in _sections(found, language)
        ]
        return workbook(sections, title=_title(found), author=found.school.district.name, note=_note(), at=found.at)


def _title(found: Evidence) -> str:
    return _("Evidence: plans and conferences, %(school)s") % {"school": found.school.name}


def _made(found: Evidence) -> str:
    moment = date_format(timezone.localtime(found.at), "DATETIME_FORMAT")
    return _("Made on %(moment)s, from what was written down until then.") % {"moment": moment}


def _time_blocks(found: Evidence) -> Iterator[Block]:
    """Of which time it tells, where that is more than what counts now."""
    if found.since is not None:
        words = _(
            "It looks back %(years)s school years, to %(since)s: conferences, group conferences, tries, the figures "
            "month by month, what families and students said, counselors’ time, the versions of the policy and what "
            "the school did differently. The figures by grade and the sample are of today. What the board lets go of "
            "sooner is not in it."
        )
        yield paragraph(words % {"years": found.of_years, "since": date_format(found.since, "DATE_FORMAT")})


def _note() -> str:
    return _("For the reviewer. Some numbers are about few students: do not publish it or pass it on.")


def _sections(found: Evidence, language: str) -> Iterator[Section]:
    """What is in the pack, in its order; what there is nothing of is left out."""
    for name, blocks in (
        (_("Figures"), figure_blocks(found)),
        (_("Month by month"), trend_blocks(found)),
        (_("Attendance"), attendance_blocks(found, language)),
        (_("Tries"), try_blocks(found)),
        (_("Survey"), survey_blocks(found, language)),
        (_("Counselors’ time"), time_blocks(found)),
        (_("Sample"), sample_blocks(found)),
        (_("Policy"), policy_blocks(found, language)),
    ):
        listed = list(blocks)
        if listed:
            yield Section(name, listed)
