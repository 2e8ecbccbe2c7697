"""The page on which several times are booked in one go: by a family, or by the office for a family on the phone."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from doorway.conferences import wording
from doorway.conferences.actions.booking import book_basket
from doorway.conferences.actions.booking.places import what_went
from doorway.conferences.core.slots import Span
from doorway.conferences.errors.booking import BookingRefused, NothingChosen, SlotTaken
from doorway.conferences.forms.booking import BookingForm
from doorway.conferences.queries.families import FamilyBoard
from doorway.roster.middleware import ViewerRequest


@dataclass(frozen=True)
class Basket:
    """``read`` gives the family's board as it is at this moment; ``office`` books outside the families' hours too."""

    request: ViewerRequest
    read: Callable[[], FamilyBoard]
    template: str
    office: bool = False
    context: Mapping[str, object] = field(default_factory=dict)

    def show(self, board: FamilyBoard) -> HttpResponse:
        """Times that fit together, chosen already."""
        visit = board.compact(board.wishes(choice.key for choice in board.suggested))
        return self._page(BookingForm(board, times=_begins(visit.times)), unmet=visit.unmet)

    def answer(self) -> HttpResponse | uuid.UUID:
        """The basket that was booked, or the page again: with other times, with what is wrong, or with what went."""
        form = BookingForm(self.read(), self.request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        if self.request.POST.get("action") == "propose":
            visit = form.board.compact(form.limited())
            return self._page(form.with_times(_begins(visit.times)), unmet=visit.unmet, is_proposed=bool(visit.times))
        if getattr(self.request, "is_only_shown", False):
            return self._as_it_stands(form)
        try:
            return self._book(form)
        except BookingRefused as refusal:
            return self._stands() or self._refused(form, refusal)

    def _as_it_stands(self, form: BookingForm) -> HttpResponse:
        """In another language: the times that stand in the form are read before they are booked."""
        wishes = form.wishes()
        went = what_went(wishes, form.board.wards[0].guardian, timezone.now(), office=self.office) if wishes else None
        return self._page(form) if went is None else self._conflict(form, went)

    def _refused(self, form: BookingForm, refusal: BookingRefused) -> HttpResponse:
        if isinstance(refusal, SlotTaken):
            return self._conflict(form, refusal)
        form.add_error(None, str(refusal))
        return self._page(form, status=422)

    def _stands(self) -> uuid.UUID | None:
        """The basket, when everything that was sent is booked just so: the same form was on its way twice."""
        form = BookingForm(self.read(), self.request.POST)
        if form.is_valid() and form.standing and not form.wishes():
            return form.standing[0].basket
        return None

    def _book(self, form: BookingForm) -> uuid.UUID:
        wishes = form.wishes()
        if not wishes and form.standing:
            return form.standing[0].basket
        if not wishes:
            raise NothingChosen
        rows = book_basket(
            wishes=wishes,
            guardian=wishes[0].guardian or form.board.wards[0].guardian,
            by=self.request.viewer.user,
            now=timezone.now(),
            office=self.office,
        )
        return rows[0].basket

    def _conflict(self, form: BookingForm, refusal: SlotTaken) -> HttpResponse:
        """The same page with what was typed, the nearest times in place of the lost ones, and what happened."""
        board = self.read()
        fresh = BookingForm(board, form.data).with_times(_begins(refusal.plan))
        if not fresh.is_valid():  # the conference was closed meanwhile
            return self._page(fresh, status=422)
        for lost in refusal.lost:
            if f"time-{lost.key}" in fresh.fields:
                fresh.add_error(f"time-{lost.key}", _lost_sentence(board, refusal, lost.key, lost.family_is_busy))
        moved = [
            choice
            for choice in board.open_choices
            if choice.key in refusal.plan
            and choice.key not in refusal.offers
            and refusal.plan[choice.key].starts_at != form.chosen().get(choice.key)
            and choice.key in form.chosen()
        ]
        return self._page(fresh, status=409, is_conflict=True, moved=moved)

    def _page(
        self, form: BookingForm, *, status: int = 200, unmet: tuple[str, ...] = (), **more: object
    ) -> HttpResponse:
        missing = [choice for choice in form.board.open_choices if choice.key in unmet]
        context = {"form": form, "board": form.board, "missing": missing, **self.context, **more}
        return render(self.request, self.template, context, status=status)


def _lost_sentence(board: FamilyBoard, refusal: SlotTaken, key: str, family_is_busy: bool) -> str:
    wish = next(lost.wish for lost in refusal.lost if lost.key == key)
    values = {
        "time": wording.moment_in_words(wish.starts_at, board.zone),
        "host": wish.host.person.full_name,
        "student": wish.student.first_name,
    }
    if family_is_busy:
        gone = _("At %(time)s somebody of the family is at another conference already.") % values
    else:
        gone = _("%(time)s with %(host)s about %(student)s was just taken by another family.") % values
    chosen = refusal.plan.get(key)
    if chosen is None:
        return f"{gone} " + _("No other time fits with the rest. Please choose another day, or call the school.")
    values["time"] = wording.moment_in_words(chosen.starts_at, board.zone)
    answer = _("We have put the nearest time that fits with your other times in its place: %(time)s.") % values
    others = [span for span in refusal.offers.get(key, ()) if span != chosen]
    if others:
        times = wording.listed(wording.moment_in_words(span.starts_at, board.zone) for span in others)
        answer += " " + _("These fit too: %(times)s.") % {"times": times}
    return f"{gone} {answer}"


def _begins(times: Mapping[str, Span]) -> dict[str, datetime]:
    return {key: span.starts_at for key, span in times.items()}
