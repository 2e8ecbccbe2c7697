"""What comes to a guardian by e-mail, and whether charts and scores may stand in it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doorway.accounts.languages import in_words
from doorway.assessments.letters.by_email import say_no, say_yes, yes_since
from doorway.assessments.letters.errors import NoScoresByEmail
from doorway.roster.access import guardian
from doorway.roster.middleware import ViewerRequest


@guardian
@require_GET
def family_email(request: ViewerRequest) -> HttpResponse:
    """Where our e-mails go, in which language, what they say, and the guardian's own choice about scores in them."""
    viewer = request.viewer
    context = {
        "address": viewer.user.email if viewer.user else "",
        "names": [person.full_name for person in viewer.persons],
        "languages": [in_words(code) for code in dict.fromkeys(person.language for person in viewer.persons)],
        "since": yes_since(viewer),
        "is_possible": settings.SCORES_BY_EMAIL,
    }
    return render(request, "assessments/by_email.html", context)


@guardian
@require_POST
def choose_scores_by_email(request: ViewerRequest) -> HttpResponse:
    """The guardian's yes or no, for their own mailbox: nothing in the address or the form names anybody."""
    if request.POST.get("scores") == "yes":
        try:
            say_yes(request.viewer, now=timezone.now())
        except NoScoresByEmail as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("From now on the chart and its numbers are in the e-mail, too."))
    else:
        # Whatever else is sent means no.
        say_no(request.viewer, now=timezone.now())
        messages.success(request, _("From now on no score is in an e-mail to you."))
    return redirect("family_email")
