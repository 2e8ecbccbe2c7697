"""A sample of records without names."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from doorway.compliance.evidence.blocks import heading, paragraph
from doorway.compliance.evidence.gathering import Evidence
from doorway.compliance.models import ContactTry
from doorway.compliance.queries.sample import EARLIER, OTHER, Record
from doorway.compliance.queries.standing import Asked
from doorway.compliance.wording import joined, registration_words
from doorway.compliance.workbook import Block
from doorway.plans.models import Signature
from doorway.plans.wording import said


def sample_blocks(found: Evidence) -> Iterator[Block]:
    """The records that were drawn, or why there is none."""
    yield heading(2, _("A sample without names"))
    if found.sample is None:
        yield paragraph(_("The board keeps plans from whoever made this file, so no sample is in it."))
        return
    if not found.sample:
        yield paragraph(_("The school is too small: anybody shown here would be known without a name."))
        return
    yield paragraph(
        ngettext(
            "%(number)s student, chosen at random for this day.",
            "%(number)s students, chosen at random for this day.",
            len(found.sample),
        )
        % {"number": len(found.sample)}
        + " "
        + _(
            "Names, classes, grades and days are left out. It is what is on record in the time that counts, and the "
            "plan that is in force."
        )
    )
    for number, one in enumerate(found.sample, start=1):
        yield heading(3, _("Student %(number)s") % {"number": number})
        # One student is read at one look: on paper the lines stay on one page.
        yield {"kind": "list", "items": list(_record_items(one, found.asked)), "whole": True}


HOSTS: dict[str, str | Promise] = {
    "counselor": gettext_lazy("counselor"),
    "principal": gettext_lazy("principal"),
    "teacher": gettext_lazy("teacher"),
    OTHER: gettext_lazy("somebody else of the school"),
    EARLIER: gettext_lazy("somebody, by earlier records"),
}


def _record_items(one: Record, asked: Asked) -> Iterator[str]:
    verdict, rule = one.line.verdict, one.line.part.rule
    if verdict.shared:
        yield _("Plan: shared with the family. Goals: %(goals)s.") % {"goals": one.goals}
        filled = "; ".join(map(said, one.filled)) or pgettext("parts of a plan", "none")
        yield _("Filled in: %(sections)s.") % {"sections": filled}
        if one.empty:
            yield _("Empty: %(sections)s.") % {"sections": "; ".join(map(said, one.empty))}
        if one.lacking:
            parts = "; ".join(map(said, one.lacking))
            yield _("Empty, and the policy asks for it: %(sections)s.") % {"sections": parts}
    else:
        yield _("Plan: none in force.")
    met = [
        _("with %(who)s: %(number)s") % {"who": joined(HOSTS[kind] for kind in kinds), "number": number}
        for kinds, number in sorted(one.met.items())
    ]
    if one.groups:
        met.append(_("in a group: %(number)s") % {"number": one.groups})
    came = "; ".join(met) or pgettext("conferences", "none")
    yield _("Conferences to which the family came: %(what)s.") % {"what": came}
    # In the order in which they are listed everywhere.
    signers = [label for signer, label in Signature.Signer.choices if signer in one.signed]
    yield _("Signed under the newest version: %(who)s.") % {"who": ", ".join(map(str, signers)) or _("nobody")}
    tried = [f"{label}: {one.tries[how]}" for how, label in ContactTry.How.choices if one.tries[how]]
    yield _("Tries to reach the family: %(what)s.") % {"what": "; ".join(tried) or pgettext("tries", "none")}
    if rule.registration and asked.registration:
        is_planned = getattr(one.line.standing, "has_classes_planned", True)
        answer = _("yes") if verdict.registered else registration_words(planned=is_planned)
        yield _("Registration as planned: %(answer)s.") % {"answer": answer}
    if one.line.is_done and one.line.is_unsure:
        yield _("Nothing is missing of what is known. Not everything that is asked is known.")
    else:
        answer = _("yes") if one.line.is_done else _("no")
        yield _("Everything that is asked is there: %(answer)s.") % {"answer": answer}
