"""What is said when a class cannot are in the plan."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal
from doorway.pathways.core.planning import Ground, No, Offer
from doorway.pathways.core.ways import is_in_circle, way_to
from doorway.pathways.graduation.wording import number, term_words

# By the word of ``core.planning``.
SENTENCES: dict[str, str | Promise] = {
    "not_taught": _("%(course)s is not taught at this school. Choose a class from the list."),
    "elsewhere": _("Where grade %(grade)s is taken, %(course)s is not taught. Choose another grade, or another class."),
    "grade": _("%(course)s is for grades %(first)s to %(last)s. Choose one of these grades."),
    "one_grade": _("%(course)s is for grade %(first)s. Choose that grade."),
    "over": _("Grade %(grade)s cannot be planned any more. Choose a later grade."),
    "term": _("%(course)s is taught in: %(terms)s. Choose one of these."),
    "term_now": _("This year %(course)s can still be taken in: %(terms)s. Choose one of these under “Term”."),
    "begun": _("%(course)s cannot begin this year any more. Choose a later grade."),
    "taken": _("%(course)s is passed or under way already, and counts once."),
    "twice": _("%(course)s is in the plan already."),
    "prerequisite": _("%(course)s comes after: %(before)s. Plan that for an earlier grade first."),
    "load": _(
        "Grade %(grade)s would have %(load)s credits. There is room for %(room)s: what every grade needs evenly, and"
        " one more. Take something out first, or choose another grade."
    ),
    "load_said": _(
        "Grade %(grade)s would have %(load)s credits. The school lets a student take %(room)s a year. Take"
        " something out first, or choose another grade."
    ),
    "load_term": _(
        "In %(term)s of grade %(grade)s there would be %(load)s credits. The school lets a student take %(room)s in one"
        " term. Choose another term or grade, or take something out first."
    ),
    "circle": _(
        "%(course)s cannot be planned: in the catalog these wait for each other: %(before)s. Tell the counselor."
    ),
    "no_grade": _("%(course)s does not fit any more: the grades to come are too few, or it is not taught in them."),
    "needed": _("%(later)s comes after %(course)s. Take %(later)s out first."),
    "needed_first": _(
        "%(later)s stands in the plan and comes after %(course)s. Take %(later)s out first, or decline it where it is"
        " only proposed."
    ),
}


class NotAllowed(Refusal):
    """The rules of the plan do not take the class: one of ``SENTENCES`` with its values."""


class Gone(Refusal):
    """Somebody decided about the class a moment ago."""

    sentence = _("The plan has changed in the meantime. Look at it again.")


class CameSince(Refusal):
    """A class was proposed after the counselor had opened the page on which everything is approved."""

    sentence = _("It was proposed after you had opened the page. Look at it, and approve it then.")


class Unclear(Refusal):
    """A counselor declines without a reason, or with one that must not stand there."""

    REASON: str | Promise = _("Write the reason. The student and the family read it.")
    NUMBER: str | Promise = _("The reason holds what looks like a Social Security number. Please take it out.")


class NotKept(Refusal):
    """Two ways, or a whole plan, cannot be kept under that name."""

    NAME: str | Promise = _("Write a name, so that you find it again.")
    NUMBER: str | Promise = _("The name holds what looks like a Social Security number. Please take it out.")
    TWICE: str | Promise = _("Something is kept under this name already. Choose another one.")
    MANY: str | Promise = _("%(most)s are kept already. Let one go before you keep another.")
    NOTHING: str | Promise = _("Nothing is planned yet, so there is nothing to keep. Put a class into the plan first.")


class NothingNew(Refusal):
    """The plan follows the kept one already, as far as the rules let it."""

    sentence = _("The plan follows it already, as far as the rules let it. There is nothing to change.")


def nearest(no: No | None, code: str, offers: Mapping[str, Offer], ground: Ground) -> No | None:
    """The same objection; where classes wait for each other neither is told to come first, but that they do."""
    if no is None or no.why != "prerequisite" or not is_in_circle(code, offers, ground):
        return no
    return way_to(code, offers, ground).no or no


def refuse(no: No | None) -> None:
    """Raise NotAllowed with the sentence of an objection; nothing where there is none."""
    if no is not None:
        raise _not_allowed(no)


def sentence_of(no: No) -> str:
    """What is said of an objection."""
    return str(_not_allowed(no))


def _not_allowed(no: No) -> NotAllowed:
    is_one = no.why == "grade" and no.values["first"] == no.values["last"]
    word = "one_grade" if is_one else "load_said" if no.values.get("is_said") else no.why
    return NotAllowed(SENTENCES[word], **written(no.values))


def written(values: Mapping[str, object]) -> dict[str, object]:
    """Credits as people write them."""
    return {name: _as_written(name, value) for name, value in values.items()}


def _as_written(name: str, value: object) -> object:
    if name in {"load", "room"}:
        return number(int(str(value)))
    return ", ".join(map(term_words, value)) if isinstance(value, tuple) else value
