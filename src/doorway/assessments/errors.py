"""What is said when scores cannot be taken in."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal
from doorway.roster.files.errors import TableRefused


class ScoreFileRefused(TableRefused):
    """The file as a whole cannot be read as a score file; nothing was changed."""

    NO_LAYOUT: str | Promise = _("There is no layout %(name)s. Use one of these, or none: %(known)s.")
    OTHER_LAYOUT: str | Promise = _(
        "The first line is not that of “%(asked)s”. It looks like “%(other)s”. Choose that layout, or none."
    )
    SEVERAL: str | Promise = _("The first line fits more than one layout. Choose one of these: %(known)s.")
    OTHER_YEAR: str | Promise = _(
        "The results in this file are of %(found)s. The layout “%(layout)s” is for %(years)s, and files of another "
        "year may mean something else. Nothing was taken in. Choose the layout of that year, or map the columns."
    )


class HeaderUnknown(ScoreFileRefused):
    """No layout has a first line like this one."""

    sentence = _(
        "No layout is known for this first line. A data person can say in the browser, under Scores, what the columns "
        "mean. A plain file has these columns too: %(missing)s."
    )


class YearUnknown(ScoreFileRefused):
    """The file does not say its school year, and nobody else did."""

    sentence = _("A file of the layout “%(layout)s” does not say the school year. Choose it and try again.")


class LayoutNotKept(Refusal):
    """A layout of that name is there already."""

    sentence = _("There is already a layout called “%(name)s”. Choose another name.")


class NothingWaits(Refusal):
    """Nothing waits under that id, or somebody else was quicker."""

    sentence = _("Nothing waits under this id any more. Look at the list again.")


class ResultGone(Refusal):
    """Somebody else took the result out, or put it back, a moment before."""

    sentence = _("Somebody has changed this result a moment ago. Look at the list again.")


class AnotherOnFile(Refusal):
    """A result that was taken out cannot come back beside another one for the same test."""

    sentence = _(
        "A file has brought another result for this test since. Take that one out first if the older one is right."
    )


class HeldNow(Refusal):
    """A hold of the district office stands."""

    sentence = _(
        "The district office holds these records, because a court, an audit or a family’s request needs them. Nobody "
        "can let them go until it lifts the hold."
    )


class NobodyHasId(Refusal):
    """No student of the district has the id."""

    sentence = _("No student has the id %(value)s. Take the roster in first, or correct the id.")
    SEVERAL: str | Promise = _("More than one student has the id %(value)s. Use the state id.")


class ScoresChanged(Refusal):
    """Scores were taken in or corrected while growth percentiles were computed from them."""

    sentence = _("The scores changed while growth was computed. Nothing was written; start it again.")


class GrowthUnderway(Refusal):
    """The growth of a district is computed once at a time."""

    sentence = _(
        "The growth of this district is being computed already. Wait until that is done, then start again. Where a "
        "computation was cut off, this takes half an hour at most."
    )


class NoScores(Refusal):
    """There is no core test of that school year on file."""

    sentence = _("No core tests of %(year)s are on file. Take the scores in first: doorway import scores")


class OthersUnreadable(Refusal):
    """The file of other districts' scores, among which growth is to be computed, cannot be used."""

    sentence = _("The scores of other districts (DOORWAY_GROWTH_AMONG) cannot be used. %(reason)s")
