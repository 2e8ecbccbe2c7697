"""What the slices put on the start page. Django's start-up imports this module, which registers all of it.

Each provider asks its slice with as few queries as it can: one page must do with twelve, also for somebody who is
guardian, secretary and district office in one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorway.accounts.models import District
from doorway.announcements.access import WRITERS, managed_replies
from doorway.announcements.models import Reply
from doorway.assessments.queries.reading_letters import next_due, unread_letters
from doorway.compliance.access import FOLLOWERS, policy_district
from doorway.compliance.queries.policies import in_force, review_over, review_soon
from doorway.conferences.access.office import SCHOOL_STAFF, district_conferences, school_conferences
from doorway.conferences.models import Conference
from doorway.conferences.queries.families import has_times_to_choose
from doorway.conferences.queries.interpreting import days_of, interpreted
from doorway.conferences.wording import days_in_words
from doorway.pathways.graduation.access import has_graduation
from doorway.pathways.occupations.access import choosing_for
from doorway.pathways.scholarships.next_days import NextDay, next_days
from doorway.plans.packet.access import SCHOOL_ROLES as PRINTING
from doorway.plans.queries.meetings import next_day
from doorway.plans.queries.students import PlanState
from doorway.plans.queries.waiting import SharedPlan, own_shared_plan, plans_of_wards, school_waits
from doorway.roster.access import WHOLE_PLAN, Kind, Viewer
from doorway.roster.access.marks import DECIDERS
from doorway.roster.core.grades import year_name
from doorway.roster.late import imports_it, late_words
from doorway.roster.models import Person
from doorway.roster.years import roster_is_late, year_of_grades
from doorway.web.home import Card, provider

Status = Conference.Status
# So long before families come, getting ready for them is what a teacher has to do.
SOON = timedelta(days=14)


def _not_over(conferences: QuerySet[Conference], now: datetime) -> list[Conference]:
    """Those that have a day before them, or none yet; the nearest first. One query."""
    dated = conferences.prefetch_related(None).annotate(last=Max("windows__ends_at"))
    return list(dated.filter(Q(last__gte=now) | Q(last=None)).order_by("last"))


def _called(conference: Conference) -> str:
    return conference.label or conference.school.name


def _last_day(conference: Conference) -> str:
    """Of two conferences of a school, which one is meant; empty where no day is chosen yet."""
    last = getattr(conference, "last", None)
    if last is None:
        return ""
    day = days_in_words([timezone.localtime(last, conference.district.zone).date()])
    return _("The deadline is %(day)s.") % {"day": day}


@provider("teacher", "counselor", "principal")
def families_of_the_day(viewer: Viewer) -> list[Card]:
    """The next day on which the viewer meets families; today it is what waits."""
    found = next_day(viewer, timezone.now())
    if found is None:
        return []
    day, number = found
    families = ngettext("%(number)s family", "%(number)s families", number) % {"number": number}
    text = _("Everything for each conversation is on one page.")
    address = reverse("day_on", args=[day.isoformat()])
    if day == viewer.today:
        title = _("Today you meet %(families)s") % {"families": families}
        return [Card(title, text, address, _("Open the day"), asks=True, order=5)]
    words = days_in_words([day])
    title = _("%(day)s: you meet %(families)s") % {"day": words[:1].upper() + words[1:], "families": families}
    is_soon = day - viewer.today <= SOON
    return [Card(title, text, address, _("Open the day’s list") if is_soon else "", asks=is_soon, order=15)]


@provider("teacher")
def class_grids(viewer: Viewer) -> list[Card]:
    """Words for a whole class."""
    text = _("Strengths, behavior and homework for everyone, in one table.")
    return [Card(_("Write about my classes"), text, reverse("classes"), order=35)]


@provider("teacher", "counselor")
def plans_to_share(viewer: Viewer) -> list[Card]:
    """Plans that were talked about and not shared, and shared ones that wait for signatures."""
    waits, address, cards = school_waits(viewer, timezone.now()), reverse("students"), []
    if waits.to_share:
        title = ngettext("Share one plan with the family", "Share %(number)s plans with the families", waits.to_share)
        text = _("You have talked about them. The families read and sign when you share.")
        target = f"{address}?plan={PlanState.TALKED}"
        cards.append(Card(title % {"number": waits.to_share}, text, target, _("See them"), asks=True, order=15))
    if waits.unsigned:
        title = ngettext(
            "One shared plan waits for signatures", "%(number)s shared plans wait for signatures", waits.unsigned
        )
        text = _("See who has not signed, and remind them.")
        cards.append(Card(title % {"number": waits.unsigned}, text, f"{address}?plan={PlanState.SHARED}", order=33))
    return cards


@provider("guardian")
def plans_to_sign(viewer: Viewer) -> list[Card]:
    """Shared plans of the children: those that wait for this home first."""
    plans = plans_of_wards(viewer, timezone.now())
    cards = [_plan_card(plan) for plan in plans if plan.waits]
    if any(plan.shared_at for plan in plans) and not cards:
        text = _("Read them again, or print them.")
        cards.append(Card(_("The plans of my children"), text, reverse("family_plans"), order=14))
    return cards


def _plan_card(plan: SharedPlan) -> Card:
    address, name = reverse("family_plan", args=[plan.student.pk]), {"name": plan.student.first_name}
    if plan.number > 1:
        text = _("The page shows what changed since the last version.")
        return Card(_("Read what is new in %(name)s’s plan") % name, text, address, _("Read it"), asks=True, order=8)
    text = _("What goes well, what the tests say, and the goals. It takes about five minutes.")
    return Card(_("Read and sign %(name)s’s plan") % name, text, address, _("Read and sign"), asks=True, order=8)


@provider("guardian")
def letters_to_read(viewer: Viewer) -> list[Card]:
    """Letters about reading that nobody has opened."""
    text = _("What was measured, what it means, what the school does and what you can do at home.")
    return [
        Card(
            _("Read the letter about how %(name)s reads") % {"name": letter.student.first_name},
            text,
            reverse("reading_letter", args=[letter.pk]),
            _("Read the letter"),
            asks=True,
            order=7,
        )
        for letter in unread_letters(viewer)
    ]


@provider("office", "principal", "district", shows=(Kind.SCORES,))
def letters_about_reading(viewer: Viewer) -> list[Card]:
    """By when parents must have been told about reading."""
    found = next_due(viewer)
    if found is None:
        return []
    text = _("See who must get a letter, send them in one go, and see who has got one.")
    title = _("Letters about reading: parents told by %(day)s") % {"day": date_format(found, "DATE_FORMAT")}
    return [Card(title, text, reverse("reading_letters"), order=34)]


@provider("student")
def own_plan(viewer: Viewer) -> list[Card]:
    """The student's own plan once it is shared."""
    plan = own_shared_plan(viewer, timezone.now())
    if plan is None or plan.shared_at is None:
        return []
    address = reverse("own_plan")
    if plan.waits:
        text = _("Your teachers have shared it with you and your family.")
        return [Card(_("Read and sign your plan"), text, address, _("Read and sign"), asks=True, order=8)]
    return [Card(_("My plan"), _("Read it again, or print it."), address, order=14)]


@provider("student")
def own_part(viewer: Viewer) -> list[Card]:
    """The student's own words."""
    text = _("Say in your own words how school goes. Your goals are there too.")
    return [Card(_("My part of the plan"), text, reverse("my_plan"), _("Write"), asks=True, order=30)]


@provider("interpreter")
def where_to_interpret(viewer: Viewer) -> list[Card]:
    """The next day on which families wait for the viewer."""
    now = timezone.now()
    days = days_of(interpreted(viewer.person_ids, since=now))
    address = reverse("interpreting")
    if not days:
        text = _("When a family asks for an interpreter and you are free, the meeting appears there.")
        return [Card(_("Where you interpret"), text, address, order=20)]
    words, number = days[0].words, len(days[0].meetings)
    title = ngettext("%(day)s: you interpret for one family", "%(day)s: you interpret for %(number)s families", number)
    text = _("When, in which room, and for whom.")
    return [
        Card(
            title % {"day": words[:1].upper() + words[1:], "number": number},
            text,
            address,
            _("Open the list"),
            asks=True,
            order=5,
        )
    ]


@provider("student", "guardian")
def occupations(viewer: Viewer) -> list[Card]:
    """The occupations of those in the grades whose plans have them."""
    students = choosing_for(viewer)
    if not students:
        return []
    if students[0].pk in viewer.person_ids:
        title, address = _("My occupations"), reverse("student_occupations", args=[students[0].pk])
    else:
        title, address = _("Occupations for your children"), reverse("occupations")
    cards = [Card(title, _("Look around, and keep what is worth thinking about."), address, order=36)]
    graduating = [student for student in students if has_graduation(student)]
    cards += [_last_day_card(one, viewer) for one in next_days(graduating)]
    return cards + [_graduation_card(student, viewer) for student in graduating]


def _last_day_card(one: NextDay, viewer: Viewer) -> Card:
    """The next deadline of a scholarship: only the day, as whether it is open to the student stands on its page."""
    values = {"name": one.student.first_name, "scholarship": one.title, "number": one.days}
    if one.opens is not None:
        own = _("%(scholarship)s: students can apply from %(day)s on")
        childs = _("%(name)s: %(scholarship)s, students can apply from %(day)s on")
        values["day"] = date_format(one.opens, "DATE_FORMAT")
    elif one.priority is not None:
        own = _("%(scholarship)s: who applies by %(day)s is looked at first")
        childs = _("%(name)s: %(scholarship)s, who applies by %(day)s is looked at first")
        values["day"] = date_format(one.priority, "DATE_FORMAT")
    elif one.days == 0:
        own, childs = _("%(scholarship)s: the deadline is today"), _("%(name)s: %(scholarship)s, the deadline is today")
    else:
        own = ngettext(
            "%(scholarship)s: the deadline is tomorrow",
            "%(scholarship)s: the deadline is in %(number)s days",
            one.days,
        )
        childs = ngettext(
            "%(name)s: %(scholarship)s, the deadline is tomorrow",
            "%(name)s: %(scholarship)s, the deadline is in %(number)s days",
            one.days,
        )
    title = (own if one.student.pk in viewer.person_ids else childs) % values
    closes = date_format(one.closes, "DATE_FORMAT")
    if one.is_kept:
        text = _("It is on your list. The deadline is %(day)s.") % {"day": closes}
    else:
        text = _("The deadline is %(day)s. The page says whether it is open and what is missing.") % {"day": closes}
    address = reverse("student_scholarships", args=[one.student.pk])
    return Card(title, text, address, _("See what it asks for"), asks=one.is_kept, order=28 if one.is_kept else 36)


def _graduation_card(student: Person, viewer: Viewer) -> Card:
    """What a student in high school has and needs."""
    name = {"name": student.first_name}
    title = _("My graduation") if student.pk in viewer.person_ids else _("%(name)s’s graduation") % name
    text = _("What is done, what is under way, and what is still needed.")
    return Card(title, text, reverse("student_graduation", args=[student.pk]), order=37)


@provider(*SCHOOL_STAFF)
def school_days(viewer: Viewer) -> list[Card]:
    """The conferences that a school prepares and holds; what came back from the district first."""
    conferences = _not_over(school_conferences(viewer), timezone.now())
    cards = [card for conference in conferences if (card := _school_card(conference))]
    if not conferences:
        text = _("Choose the half days and the teachers, then send them to the district.")
        cards.append(
            Card(_("Set up the next conference"), text, reverse("office_new"), _("Begin"), asks=True, order=30)
        )
    text = _("What is being set up, what is coming up, and what is over.")
    return [*cards, Card(_("Conferences of my school"), text, reverse("office_conferences"), order=60)]


def _school_card(conference: Conference) -> Card | None:
    address = reverse("office_conference", args=[conference.pk])
    name = _called(conference)
    if conference.status == Status.RETURNED:
        title = _("The district sent your days back: %(school)s") % {"school": name}
        return Card(title, conference.decision_note, address, _("Read why, and change it"), asks=True, order=10)
    if conference.status == Status.DRAFT:
        begun = _("You started it but have not sent it to the district yet.")
        text = f"{begun} {_last_day(conference)}".strip()
        return Card(
            _("Finish your conference: %(school)s") % {"school": name},
            text,
            address,
            _("Continue"),
            asks=True,
            order=20,
        )
    if conference.status == Status.PUBLISHED:
        title = _("See who has booked: %(school)s") % {"school": name}
        calls = _("And who to call.")
        text = f"{calls} {_last_day(conference)}".strip()
        return Card(title, text, reverse("office_board", args=[conference.pk]), order=40)
    return None


@provider(*PRINTING, shows=WHOLE_PLAN)
def plans_on_paper(viewer: Viewer) -> list[Card]:
    """The packet of a school."""
    text = _("One sheet for each student and home, in the family’s language.")
    return [Card(_("Print the plans"), text, reverse("packets"), order=65)]


@provider("district")
def decisions(viewer: Viewer) -> list[Card]:
    """What schools sent to the district office, and the year as a whole."""
    conferences = _not_over(district_conferences(viewer), timezone.now())
    sent = sum(conference.status == Status.SUBMITTED for conference in conferences)
    approved = sum(conference.status == Status.APPROVED for conference in conferences)
    address, cards = reverse("district_conferences"), []
    if sent:
        title = ngettext("%(count)s school waits for your answer", "%(count)s schools wait for your answer", sent)
        text = _("They sent their conference days to you.")
        cards.append(Card(title % {"count": sent}, text, address, _("Review the days"), asks=True, order=10))
    if approved:
        title = ngettext(
            "%(count)s conference is not published yet", "%(count)s conferences are not published yet", approved
        )
        text = _("You approved the days. Families see them when you publish.")
        cards.append(Card(title % {"count": approved}, text, address, _("Publish"), asks=True, order=20))
    return [
        *cards,
        Card(_("Conferences of all schools"), _("What waits, and what comes."), address, order=60),
        Card(
            _("The year, school by school"),
            _("Which schools meet on which day."),
            reverse("district_calendar"),
            order=61,
        ),
    ]


@provider(*DECIDERS)
def closed_records(viewer: Viewer) -> list[Card]:
    """Who must not see a student's record."""
    text = _("When somebody must not see a student’s record, close it to them.")
    return [Card(_("Closed records"), text, reverse("closed_records"), order=68)]


@provider("data", "district")
def rosters(viewer: Viewer) -> list[Card]:
    """Data in: the roster; that of the new school year is asked for once it is late."""
    text = _("See first what would change, then take it in.")
    late = next((one for one in _districts(viewer) if roster_is_late(one, viewer.today)), None)
    if late is None:
        return [Card(_("Take in a roster"), text, reverse("rosters"), order=70)]
    title = _("Take in the roster of %(year)s") % {"year": year_name(year_of_grades(late, viewer.today) + 1)}
    return [Card(title, late_words(late, viewer.today), reverse("rosters"), asks=True, order=12)]


def _districts(viewer: Viewer) -> list[District]:
    """Those whose rosters the viewer takes in. No query."""
    return [one.district for one in viewer.memberships if imports_it(viewer, one.district)]


@provider("data")
def scores(viewer: Viewer) -> list[Card]:
    """Data in: score files."""
    text = _("Reading and core tests, from a file.")
    return [Card(_("Take in scores"), text, reverse("scores"), order=71)]


@provider("data", "district")
def growth(viewer: Viewer) -> list[Card]:
    """What is made of the core tests."""
    text = _("Where students stand among those with the same core test scores before.")
    return [Card(_("Compute growth"), text, reverse("growth"), order=71)]


@provider("data")
def courses_and_transcripts(viewer: Viewer) -> list[Card]:
    """Data in: what is taught, and what students have taken."""
    return [
        Card(
            _("Take in transcripts"),
            _("What students have taken and take now, for graduation."),
            reverse("record_files", args=["transcripts"]),
            order=72,
        ),
        Card(
            _("Take in the course catalog"),
            _("What is taught, where, and what it counts for."),
            reverse("record_files", args=["courses"]),
            order=73,
        ),
    ]


@provider("data")
def earlier_conferences(viewer: Viewer) -> list[Card]:
    """Data in: conferences that were held before Doorway, or in another district."""
    text = _("Held before your schools began here, or in another district.")
    return [Card(_("Take in earlier conferences"), text, reverse("earlier_files"), order=74)]


@provider()
def dates(viewer: Viewer) -> list[Card]:
    """What everybody may see."""
    text = _("This year’s and earlier ones, and a calendar to subscribe to.")
    return [Card(_("Conference dates of all schools"), text, reverse("public_dates"), order=90)]


@provider(*WRITERS)
def letters(viewer: Viewer) -> list[Card]:
    """Replies that wait, and a place to write."""
    waiting = managed_replies(viewer).filter(status=Reply.Status.WAITING).count()
    cards = [
        Card(_("Letters to families"), _("Write one, or read what readers reply."), reverse("write_letters"), order=62)
    ]
    if waiting:
        title = ngettext("%(count)s reply waits for you", "%(count)s replies wait for you", waiting)
        text = _("A reader replied to a letter. Nobody sees it before you have read it.")
        cards.append(
            Card(
                title % {"count": waiting}, text, reverse("letter_replies"), _("Read the replies"), asks=True, order=25
            )
        )
    return cards


@provider(*FOLLOWERS)
def follow_up(viewer: Viewer) -> list[Card]:
    """Whom nobody has met. Without a number: the page counts, and the start page has no time for it."""
    text = _("See whom nobody has met, who is due by when, and write down whom you called.")
    return [Card(_("Who has been met"), text, reverse("follow_up"), order=38)]


@provider("district")
def board_policy(viewer: Viewer) -> list[Card]:
    """The policy that the board adopts: first that there is one, then when it is looked at again."""
    address, today = reverse("write_policy"), viewer.today
    current = in_force(policy_district(viewer), today)
    if current is None:
        text = _("You begin with a text and rules made from the state’s own rule.")
        return [Card(_("Give your board a policy to adopt"), text, address, _("Begin"), asks=True, order=35)]
    over = review_over(current, today)
    if over is not None:
        title = _("The board wanted to look at its policy again by %(day)s")
        day = date_format(over, "DATE_FORMAT")
        text = _("Begin a new version. It starts like the one in force.")
        return [Card(title % {"day": day}, text, address, _("Open the policy"), asks=True, order=35)]
    soon = review_soon(current, today)
    if soon is not None:
        title = _("The board looks at its policy again by %(day)s")
        text = _("Put it on the agenda, and begin a new version. It starts like the one in force.")
        day = date_format(soon, "DATE_FORMAT")
        return [Card(title % {"day": day}, text, address, _("Open the policy"), asks=True, order=35)]
    return [Card(_("The board’s policy"), _("What it asks of every school, and its versions."), address, order=63)]


@provider("guardian")
def family(viewer: Viewer) -> list[Card]:
    """Times to choose, and the family's page."""
    text = _("Your children, their conference times and what comes next.")
    page = Card(_("My family"), text, reverse("family_home"), order=12)
    if not has_times_to_choose(viewer.persons, now=timezone.now()):
        return [page]
    text = _("We have put together times that fit one after the other. Look at them and book them in one go.")
    title = _("Choose your conference times")
    return [Card(title, text, reverse("family_book"), _("See the times"), asks=True, order=11), page]
