"""What is refused about letters and replies, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class LetterRefused(Refusal):
    """Nothing was changed about the letter."""


class LanguageMissing(LetterRefused):
    """Families read it in more languages than it is written in."""

    sentence = _("The letter has no text in %(language)s yet. Write it in every language before you publish it.")


class NoTitle(LetterRefused):
    """Nothing to call it by."""

    sentence = _("Give the letter a title in English. It becomes a part of the letter’s address.")


class DateFarAway(LetterRefused):
    """A letter of another century."""

    sentence = _("The letter is dated %(date)s. Choose a day between 1990 and one year from now.")


class DatedAfterReplies(LetterRefused):
    """Readers would have answered a letter before it was written."""

    sentence = _("Readers replied to this letter on %(date)s already. Give it a date that is not after that day.")


class SenderHasReplies(LetterRefused):
    """Readers wrote to an office; another one would read what they wrote."""

    sentence = _(
        "Readers have replied to %(sender)s already, some of them for nobody else to read. So the letter stays with "
        "the one who wrote it. Choose “%(sender)s” again, or begin a new letter."
    )


class LetterNamesStudent(LetterRefused):
    """A child's name where everybody reads it, and nobody has said yes to that."""

    sentence = _(
        "The letter has a student’s name in it: %(names)s. Take the name out, or check the box if the family has "
        "agreed or it is somebody else."
    )


class NotPublished(LetterRefused):
    """Only what everybody can read is sent."""

    sentence = _("Publish the letter first. Then send it.")


class SentAlready(LetterRefused):
    """Twice the same letter."""

    sentence = _(
        "Families were sent this letter already, or it is on its way to them. It can be sent again only when its words "
        "or its conference dates have changed since then, or when there are guardians who have not got it."
    )


class ChangedMeanwhile(LetterRefused):
    """What would go out is not what was on the page."""

    sentence = _("Somebody changed this letter after you opened the page. Please read it again; this is how it is now.")


class ChangedByColleague(LetterRefused):
    """Another window saved the same letter while this one was typed in."""

    sentence = _(
        "Somebody else changed this letter after you opened it. Your words are still in the form, and nothing was "
        "saved. Compare them with the saved letter below, then save again to keep yours."
    )


class ReplyRefused(Refusal):
    """The reply was not kept."""


class NothingSaid(ReplyRefused):
    """No words."""

    sentence = _("Write your reply before you send it.")


class NoName(ReplyRefused):
    """Replies have a name under them."""

    sentence = _("Write the name that should appear under your reply.")


class NoReason(ReplyRefused):
    """Whoever refuses many at once says why."""

    sentence = _("Say why these replies are not shown. Only the office reads it.")


class NoReasonToRefuse(ReplyRefused):
    """Whoever refuses a reply says why, too."""

    sentence = _("Say why this reply is not shown, and press the button again. Only the office reads it.")


class NothingTicked(ReplyRefused):
    """No reply was chosen."""

    sentence = _("Check the replies that are not to be shown.")


class ReplyTooLong(ReplyRefused):
    """More than a reply."""

    sentence = _("Your reply is %(length)s characters long. Please keep it under %(limit)s, or call the school.")


class LinkFarm(ReplyRefused):
    """More links than anybody needs."""

    sentence = _("A reply can hold at most %(limit)s links. Please take the others out.")


class TooMany(ReplyRefused):
    """One sender, many replies; or very many at once."""

    sentence = _("Many replies are coming in right now. Please keep your words and send them in a few minutes.")


class TooManyFromHere(ReplyRefused):
    """One sender, very many replies to one letter."""

    sentence = _(
        "Very many replies to this letter have come from your internet connection today. Please keep your words and "
        "send them tomorrow, or call the office."
    )


class TooManyOfYours(ReplyRefused):
    """One guardian who has signed in, very many replies to one letter."""

    sentence = _(
        "You have sent very many replies to this letter today. Please keep your words and send them tomorrow, or call "
        "the office."
    )


class OfficeIsFull(ReplyRefused):
    """So many replies wait that no more are kept until somebody has read some."""

    sentence = _(
        "More replies are waiting for the office than it can take, so yours cannot be kept until some of them have "
        "been read. Please keep your words and try again in a few days, or call the office."
    )


class OnlyFamilies(OfficeIsFull):
    """So many replies wait that more are kept only of guardians who get the letter and have signed in."""

    sentence = _(
        "More replies are waiting for the office than it can take from everybody. If you are a parent or guardian of "
        "a student whom this letter is about, keep your words, sign in and send them then: places are kept for "
        "families. Otherwise try again in a few days, or call the office."
    )


class TwiceTheSame(ReplyRefused):
    """The button was pressed again."""

    sentence = _("We have this reply already. Somebody at the office will read it.")


class RepliesClosed(ReplyRefused):
    """This letter takes none."""

    sentence = _("Replies to this letter are closed.")


class LetterIsDown(ReplyRefused):
    """Nobody would read the reply: the letter is not on its page."""

    sentence = _(
        "The letter was taken down, so nobody would read this reply. Keep it private: an answer goes to the writer all "
        "the same. Or publish the letter again first."
    )


class FormTooOld(ReplyRefused):
    """The page lay open for days, or a machine filled it in."""

    sentence = _("Please read your reply once more, and press the button again.")


class NamesStudent(ReplyRefused):
    """A child's name under a public letter, and nobody said why that is right."""

    sentence = _("This reply has a student’s name in it: %(names)s. Keep it private, or say why it may be shown.")


class AnswerNamesStudent(ReplyRefused):
    """A child's name in what the office would show."""

    sentence = _(
        "Your answer has a student’s name in it, and everybody would read it: %(names)s. Take the name out, or answer "
        "privately."
    )


class AnswerInWhichLanguage(ReplyRefused):
    """The reply is in one language, the page in another."""

    sentence = _("Say in which language your answer is, and press the button again.")


class NoWayToAnswer(ReplyRefused):
    """Private answers go by e-mail."""

    sentence = _("The writer left no e-mail address, so a private answer would reach nobody.")


class DecidedAlready(ReplyRefused):
    """A colleague was faster."""

    sentence = _(
        "A colleague has decided on this reply in the meantime. You find the decision below, and nothing of yours was "
        "saved. Press a button again to decide otherwise."
    )
