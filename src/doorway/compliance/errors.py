"""What is refused about the policy and the follow-up, and what to do about it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal
from doorway.roster.names import quoted


class PolicyRefused(Refusal):
    """Nothing was changed about the policy."""


class AdoptedAlready(PolicyRefused):
    """Frozen."""

    sentence = _("This version is adopted, so it cannot be changed any more. Begin a new version instead.")


class HoldsAlready(PolicyRefused):
    """Only what is adopted and does not hold yet can be taken back."""

    sentence = _(
        "Only an adopted version that does not hold yet can be taken back. To change one that holds, begin a new "
        "version."
    )


class DraftThere(PolicyRefused):
    """One draft at a time."""

    sentence = _("There is a draft already. Go on with it, or throw it away first.")


class NotReady(PolicyRefused):
    """Something in the draft contradicts itself or is missing; ``reason`` is the first sentence of it."""

    sentence = _("The policy cannot be adopted yet. %(reason)s")


class ExceptionInTheWay(PolicyRefused):
    """Without the version the one before goes on, and contradicts the exception of ``school``, approved on ``date``.

    The version before is frozen, so nothing but the exception can give way.
    """

    sentence = _(
        "Without this version the one before it goes on, and what %(school)s does differently (approved on %(date)s)"
        " does not fit it. Withdraw that exception first; it stands under “What schools do differently”."
    )


class TextUnchanged(PolicyRefused):
    """The rules are others than those of the version before, the text is word for word the same."""

    sentence = _(
        "The rules are not those of the version before, but the text is word for word the same. Read it once more. "
        "If it fits the new rules, check the box that says so. If not, change it in the draft."
    )


class AdoptedUnread(PolicyRefused):
    """The page shows another draft than there is; ``what`` has changed."""

    sentence = _(
        "Since you opened the page, the draft was changed: %(what)s. Nothing is adopted yet. Here is how it is now. "
        "Read it once more, and adopt it then."
    )


class PageTooOld(PolicyRefused):
    """The page does not say which draft was read."""

    sentence = _("The page does not say what you have read. Nothing is adopted yet. Read it here, and adopt it then.")


class RuleGone(PolicyRefused):
    """A colleague was quicker, and took the rule out."""

    sentence = _(
        "Somebody else has taken this rule out meanwhile. Nothing of yours is saved yet, and what you typed is still "
        "here. To have the rule again, as you typed it, save again."
    )


class ChangedMeanwhile(PolicyRefused):
    """Somebody else has saved the same part of the draft since; ``what`` it is, ``parts`` by name."""

    sentence = _(
        "Since you opened the page, somebody else has changed this: %(what)s. Nothing of yours is saved yet, and what "
        "you typed is still here. Read what is saved there now. To put yours in its place, save again."
    )

    def __init__(self, *, what: str, parts: Sequence[str]) -> None:
        super().__init__(what=what)
        self.parts = tuple(parts)


class NotKnownWhatChanged(ChangedMeanwhile):
    """A page that does not say what it has shown would take away what is saved."""

    sentence = _(
        "This page was opened before Doorway was updated, so it does not know what you have changed. Saving it would "
        "change this: %(what)s. Nothing of yours is saved yet, and what you typed is still here. Read what is saved "
        "there now. To put yours in its place, save again."
    )


class ApprovedUnread(PolicyRefused):
    """Not what the page has shown."""

    sentence = _(
        "This is not what the page has shown: you changed something afterwards, or the policy was changed. Nothing is "
        "written down yet. Here is what it changes now."
    )


class GradesBackwards(PolicyRefused):
    """Last before first."""

    sentence = _("The last grade comes before the first one. Choose them the other way round.")


class BadDay(PolicyRefused):
    """No such day."""

    sentence = _("There is no such day. Choose another month or day, or leave both empty.")


class ConsultedInFuture(PolicyRefused):
    """What was not yet."""

    sentence = _("Write down a hearing after it took place. %(date)s is still to come.")


class BeforeAll(PolicyRefused):
    """A slip in the year."""

    sentence = _("%(date)s is before %(year)s. Check the year.")


class StartsFarAway(PolicyRefused):
    """The same, the other way."""

    sentence = _("%(date)s is years from now. Check the year.")


class EndsFarAway(PolicyRefused):
    """The same, of the last day."""

    sentence = _(
        "%(date)s is more than %(years)s years after the exception starts. Check the year, or leave the last day empty."
    )


class KeptFarAway(PolicyRefused):
    """The same, of records that are kept."""

    sentence = _("%(date)s is more than %(years)s years from now. Check the year.")


class ApprovedInFuture(PolicyRefused):
    """What was not yet."""

    sentence = _("Write an exception down after the board has approved it. %(date)s is still to come.")


class StartsBeforeApproval(PolicyRefused):
    """The board cannot change the past."""

    sentence = _("The exception starts on %(date)s, before the board approved it. Choose that day or a later one.")


class EndsBeforeStart(PolicyRefused):
    """The wrong way round."""

    sentence = _("The exception ends before it starts. Choose a later last day, or leave it empty.")


class NoMinutes(PolicyRefused):
    """Nobody could find it again."""

    sentence = _("Say what the school does differently and why, and in which minutes of the board it is written.")


class GradesNotThere(PolicyRefused):
    """A slip of the hand: an exception that would be for nobody."""

    sentence = _("%(school)s has other grades: %(grades)s. Choose among these.")


class NoRuleThere(PolicyRefused):
    """Nothing to differ from."""

    sentence = _("The policy in force asks nothing of these grades, so there is nothing to do differently.")


class NotDifferent(PolicyRefused):
    """The same."""

    sentence = _("The school would do just what the policy asks. Change at least one thing.")


class BelowPolicy(PolicyRefused):
    """It contradicts itself or the state; ``reason`` is the first sentence of it."""

    sentence = _("This cannot be approved as it is. %(reason)s")


class BelowLaterPolicy(PolicyRefused):
    """The same with a version that is adopted and begins while the exception holds."""

    sentence = _(
        "This cannot be approved as it is. Version %(number)s of the policy is adopted and holds from %(date)s, and it "
        "does not go with this exception. %(reason)s You can also end the exception before that day."
    )


class TwoExceptions(PolicyRefused):
    """Two at once."""

    sentence = _(
        "The school has an exception for one of these grades already, from %(date)s. Withdraw that one first, or "
        "choose other grades or days."
    )


class WithdrawnAlready(PolicyRefused):
    """Once."""

    sentence = _(
        "This exception is withdrawn already, and the day has come. If the board allows it again, write it down anew."
    )


class OverAlready(PolicyRefused):
    """Nothing is left to withdraw."""

    sentence = _("The last day of this exception was %(date)s. It does not hold any more, so it cannot be withdrawn.")


class WithdrawnUnread(PolicyRefused):
    """Not what the page has shown."""

    sentence = _(
        "This is not what the page has shown: you chose another day afterwards, or something was changed. Nothing is "
        "withdrawn yet. Here is what it changes now."
    )


class WithdrawnAfterEnd(PolicyRefused):
    """It is over by then."""

    sentence = _("The exception ends on %(date)s by itself. Choose that day or an earlier one.")


class WithdrawnBeforeToday(PolicyRefused):
    """What was, was."""

    sentence = _("An exception can be withdrawn from today on, not before. Choose today or a later day.")


class NoTimeOfKeeping(PolicyRefused):
    """The policy has no number of years."""

    sentence = _("The policy in force does not say how long these records are kept, so none is past its time.")


class NothingPastItsTime(PolicyRefused):
    """Somebody was quicker, or nothing is old enough."""

    sentence = _("No record of this kind is past its time now. Nothing was changed.")


class HeldBack(PolicyRefused):
    """A hold stands."""

    sentence = _("These records are held, so nothing was deleted. Read why, and lift the hold first when it is over.")


class NeverDeleted(PolicyRefused):
    """A student's own file."""

    sentence = _("Nobody deletes these records here. You can write down that they are kept longer, and why.")


class CountedAnew(PolicyRefused):
    """Others came to it between counting and deleting."""

    sentence = _("Meanwhile there are other records than were counted. Nothing was deleted. Please look again.")


class KeptBeforeToday(PolicyRefused):
    """A day that is over."""

    sentence = _("Records are kept until a day after today. %(date)s is over.")


class YearsWithoutReason(PolicyRefused):
    """No citation."""

    sentence = _("Say on what the years rest: a law, a schedule of the state, or the board’s own decision.")


class NoReason(PolicyRefused):
    """Empty."""

    sentence = _("Say why, in a few words. It stays with the decision.")


class AnsweredAlready(PolicyRefused):
    """Once is enough."""

    sentence = _("You have answered already. Thank you!")


class SurveyOver(PolicyRefused):
    """Too late."""

    sentence = _("These questions are closed. If you want to tell us something, please call the school office.")


class NotAllMarked(PolicyRefused):
    """A question was left out."""

    sentence = _("Choose one answer for each question, please.")


class NothingSaid(PolicyRefused):
    """Empty."""

    sentence = _("Say how these people were heard, for example: open meeting in the library.")


# —— what keeps a draft from being adopted: one sentence for each code of the core


def sentence_of(code: str) -> str | Promise:
    """The sentence of a problem, with ``%(name)s`` places."""
    return _PROBLEMS[code]


_PROBLEMS: dict[str, str | Promise] = {
    "no_rules": _("The policy has no rules yet. Add one for each run of grades."),
    "grades_backwards": _("A rule ends with %(last)s, before it begins with %(first)s. Turn the grades around."),
    "two_rules": _("Two rules contradict each other for %(grades)s. Change the grades of one, or remove it."),
    "no_rule": _("No rule is for %(grade)s, and there are students in it. Add a rule, or stretch one."),
    "unknown_kind": _("A rule names the plan “%(kind)s”, which the state does not have. Choose another one."),
    "kind_of_other_grades": _(
        "A rule gives %(kind)s to grades that the state has another plan for. The state has it for %(grades)s."
    ),
    "unknown_section": _("A rule asks for the part “%(section)s”, which %(kind)s does not have. Take it out."),
    "counselor_without_conference": _(
        "A rule wants a counselor at the conference and asks for no conference. Ask for one, or take the counselor out."
    ),
    "counselor_without_group": _(
        "A rule wants a counselor at the group conference and asks for no group conference. Ask for one, or take the "
        "counselor out."
    ),
    "counselor_not_invited": _(
        "A rule counts only conferences with a counselor, and a counselor does not take part. Add the counselor, or "
        "count other conferences too."
    ),
    "counselor_without_student": _(
        "A rule counts only conferences with a counselor, and the student does not take part. A conference with a "
        "counselor counts when the student was there too: add the student, or count other conferences too."
    ),
    "family_not_invited": _("A rule asks for a conference in which no parent takes part. Add the parents."),
    "asks_nothing": _(
        "The rule for %(grades)s asks nothing: no conference, no part of the plan, no signature, no day for the plan. "
        "Ask for something, or take the rule out."
    ),
    "signer_not_invited": _("In a rule %(who)s signs and does not take part. Check both, or take the signature out."),
    "registration_without_plan": _(
        "A rule asks that registration and course plan go together for %(grades)s, where there are no course plans. "
        "Uncheck that in the rule."
    ),
    "plan_due_last": _(
        "A plan is due by %(plan_due)s, and everything else, the plan with it, by %(due)s of the same school year. "
        "Choose an earlier day for the plan, or a later one for the rest."
    ),
    "plan_of_two_days": _(
        "One and the same plan (%(kind)s) goes on through %(grades)s, and its rules say different things of it: by "
        "when there is one, how many days newcomers have for it, or for how many years it is made. Say the same "
        "in each."
    ),
    "due_at_once": _(
        "A rule has everything due by %(due)s, the day on which the school year begins: nobody has a day to do it. "
        "Choose a later day."
    ),
    "first_due_at_once": _(
        "A rule has the first conference due by %(first_due)s, the day on which the school year begins: nobody has a "
        "day to hold it. Choose a later day."
    ),
    "first_due_last": _(
        "A rule has the first conference due by %(first_due)s, and everything by %(due)s of the same school year. "
        "Choose an earlier day for the first conference, or a later one for the rest."
    ),
    "first_of_one": _(
        "A rule has a day for the first of several conferences, and asks for fewer than two in each school year. Ask "
        "for two, or take the day out."
    ),
    "plan_due_at_once": _(
        "A plan is due by %(plan_due)s, the day on which the school year begins: nobody has a day to make it. Choose a "
        "later day."
    ),
    "no_such_day": _("A rule is due on a day that does not come every year. Choose another day."),
    "too_many": _("A rule asks for more than %(most)s conferences of one kind. Ask for fewer."),
    "below_state_individual": _(
        "For %(grades)s, the rule asks for fewer individual conferences than the state (%(citation)s): at least "
        "%(least)s. Ask for more."
    ),
    "below_state_group": _(
        "For %(grades)s, the rule asks for fewer group conferences than the state (%(citation)s): at least %(least)s. "
        "Ask for more."
    ),
    "across_bands": _(
        "The rule asks once for all its grades together, and the state (%(citation)s) asks it for %(grades)s by "
        "themselves. Split the rule, so that one begins with %(first)s and ends with %(last)s."
    ),
    "not_every_year": _(
        "For %(grades)s, the state (%(citation)s) asks it in every school year, and the rule once for several years "
        "together. Let the rule count each school year on its own."
    ),
    "below_state_registration": _(
        "For %(grades)s, the state (%(citation)s) asks that registration and course plan go together. Check that in "
        "the rule."
    ),
    "below_state_plan_years": _(
        "For %(grades)s, the state (%(citation)s) asks for a plan for %(years)s years. Let it be in force for so many "
        "years at most."
    ),
    "below_state_plan_days": _(
        "For %(grades)s, the state (%(citation)s) asks for a plan at the start of its first grade, or in the first "
        "year of a student who comes later. Give the plan a day of its own, and newcomers %(days)s days for it at most."
    ),
    "plan_days_without_day": _(
        "The plan has days for newcomers, but no day of its own. Say by which day there is a plan, or take the days "
        "out."
    ),
    "exception_contradicts": _(
        "The exception of %(school)s for %(grades)s, approved on %(date)s, does not fit these rules. %(reason)s You "
        "can also withdraw the exception."
    ),
    "below_state_counselor": _(
        "For %(grades)s, the state (%(citation)s) asks for individual conferences with a school counselor. Count only "
        "conferences with a counselor."
    ),
    "below_state_group_counselor": _(
        "For %(grades)s, the state (%(citation)s) asks for group conferences with a school counselor. Count only group "
        "conferences with a counselor."
    ),
    "below_state_takes_part": _(
        "For %(grades)s, the state (%(citation)s) asks that %(who)s take part as well. Add that to the rule."
    ),
    "no_text": _("The policy has no text in %(language)s yet. Families read it in every language."),
    "no_citation": _("Say on which law or rule the policy rests."),
    "no_start": _("Say from which day on the policy is in force."),
    "no_adoption": _("Say on which day the board adopted it."),
    "adopted_in_future": _("The board adopts on %(date)s, which is still to come. Come back on that day."),
    "adopted_before_all": _("The board’s decision is dated %(date)s, before %(year)s. Check the year."),
    "starts_far_away": _(
        "The policy would hold from %(date)s on, years from now, and nothing newer could take its place before. Check "
        "the year."
    ),
    "starts_before_other": _(
        "The policy starts on %(date)s, and version %(number)s starts on %(other)s. A new version starts later than "
        "the one before it: choose a later day."
    ),
    "starts_long_ago": _("The policy starts on %(date)s, before the board adopted it. Choose that day or a later one."),
    "no_review": _("Say by when the board will look at the policy again."),
    "review_before_start": _(
        "The day by which the board looks at the policy again is not later than the day on which the policy starts. "
        "Choose a later day."
    ),
    "review_far_away": _(
        "The board would look at the policy again by %(date)s only, more than %(years)s years after it starts. Check "
        "the year."
    ),
    "not_heard": _("%(group)s have not been heard yet. Write down when and how they were."),
    "heard_before_all": _(
        "A hearing is dated %(date)s, before %(year)s. Check the year: take it out, and add it anew."
    ),
    "heard_after_adoption": _("A hearing took place on %(date)s, after the board adopted. Correct one of the days."),
}


class FollowUpRefused(Refusal):
    """The try was not written down."""


class TriedInFuture(FollowUpRefused):
    """What was not yet."""

    sentence = _("Write down an attempt after it happened. %(date)s is still to come.")


class TooLongAgo(FollowUpRefused):
    """A slip of the keyboard, or what no review asks for."""

    sentence = _("%(date)s is more than %(years)s years ago. Check the year.")


class TriedTwice(FollowUpRefused):
    """The button was pressed again."""

    sentence = _("This attempt is written down already. If there was another one, write it down in two minutes.")


class TryTakenBack(FollowUpRefused):
    """Nothing is changed any more."""

    sentence = _("This attempt is marked already as entered by mistake. It stays on record as it is.")


class NoTryReason(FollowUpRefused):
    """Why it is no try."""

    sentence = _("Say what was wrong with it.")


class WordsNameStudent(FollowUpRefused):
    """A name in what others read."""

    sentence = _("This names a student: %(names)s. Say it without the name: others read it.")


class WordsMayNameStudent(FollowUpRefused):
    """Words in what others read that are a student's name, and probably something else here.

    ``words``: all of them, for somebody to look at.
    """

    sentence = _(
        "A student may be called %(names)s, and others read this. If the words mean something else here, check them "
        "and go on. If not, say it without the name."
    )

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(names=quoted(words))
        self.words = tuple(words)


class SentenceNamesStudent(FollowUpRefused):
    """A family's sentence about a conference cannot be shown."""

    sentence = _("This sentence names a student, so it cannot be shown: %(names)s. Choose “Do not show it”.")


class LooksLikeNumber(FollowUpRefused):
    """A Social Security number in the note."""

    sentence = _("The note has something in it that looks like a Social Security number. Please take it out.")


class GroupInFuture(FollowUpRefused):
    """What was not yet."""

    sentence = _("Write down a group conference after it took place. %(date)s is still to come.")


class GroupTwice(FollowUpRefused):
    """The button was pressed again; ``group`` is the one that is there."""

    sentence = _(
        "This group conference is written down already: here it is. If there was another one like it that day, say in "
        "its topic what was different."
    )

    def __init__(self, group: uuid.UUID) -> None:
        super().__init__()
        self.group = group


class NoTopic(FollowUpRefused):
    """What it was about, and who led it."""

    sentence = _("Say what the group conference was about.")


class NoHost(FollowUpRefused):
    """Nobody of the school's staff is chosen."""

    sentence = _("Choose at least one person of the school who held the group conference.")


class NotOfStaff(FollowUpRefused):
    """Somebody who does not work at the school."""

    sentence = _("Choose people who work at this school.")


class GroupGradesBackwards(FollowUpRefused):
    """Last before first."""

    sentence = GradesBackwards.sentence


class GroupTakenBack(FollowUpRefused):
    """Nothing is changed any more."""

    sentence = _("This group conference was taken back. It stays on record as it is.")


class NoGroupReason(FollowUpRefused):
    """Why it is taken back."""

    sentence = _("Say why the group conference is taken back.")


class TimeInFuture(FollowUpRefused):
    """What was not yet."""

    sentence = _("Write time down after it has passed. %(date)s is still to come.")


class TimeInNoYear(FollowUpRefused):
    """A slip of the hand: another century."""

    sentence = _("%(date)s is in no school year that Doorway knows. Check the day.")


class TooMuchTime(FollowUpRefused):
    """More than a day has."""

    sentence = _("With this, %(date)s would have more than 16 hours. Check the minutes, or take another line out.")


class TimeTwice(FollowUpRefused):
    """The button was pressed again."""

    sentence = _("This time is written down already. If you did the same once more, say in the note what it was.")


class LineGone(FollowUpRefused):
    """Somebody was faster, or it is not one's own."""

    sentence = _("This line is not there any more.")


class TimeOfPastYear(FollowUpRefused):
    """Evidence may have it already."""

    sentence = _(
        "The school year of this day is over, and its time may stand in evidence. The line stays; if it is wrong, take "
        "it back with the reason."
    )


class TimeTakenBack(FollowUpRefused):
    """Somebody was faster."""

    sentence = _("This line is taken back already. It stays on record as it is.")


class NoTimeReason(FollowUpRefused):
    """Why it is taken back."""

    sentence = _("Say what was wrong with the line.")


class NoPolicy(FollowUpRefused):
    """Nothing to hold a school against."""

    sentence = _("No policy is in force, so there is nothing to give evidence of. Adopt one first.")
