"""Who may open which route. A route that is not here fails the matrix test.

Written by hand, from what the product promises; the code that decides it is what is being tested.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce

from django.urls import reverse

from doorway.demo.people import CAST
from tests.house.subjects import EVIDENCE_ORDERED, MEETS, ORDERED, SEES, WORKS_AT, Subject

ROLE_HOLDERS: dict[str, set[str]] = {}
for _member in CAST:
    ROLE_HOLDERS.setdefault(_member.role, set()).add(_member.key)
EVERYBODY = "everybody"
SIGNED_IN = "signed in"
NOBODY = "nobody"

Who = str | Callable[[str], set[str]]


def _holders(roles: tuple[str, ...]) -> set[str]:
    return set().union(*(ROLE_HOLDERS[role] for role in roles))


def role(*roles: str) -> Who:
    """Whoever holds one of the roles, whatever the subject."""
    return lambda subject: _holders(roles)


def sees(*roles: str) -> Who:
    """Whoever may see the subject's record and holds one of the roles."""
    return lambda subject: SEES[subject] & _holders(roles)


def graduates(*roles: str) -> Who:
    """The same, of students in the grades whose credit counts: of the four, the one in the high school."""
    return lambda subject: sees(*roles)(subject) if subject == "other_school" else set()


def works_at(*roles: str) -> Who:
    """Whoever holds one of the roles at the subject's school or in its district."""
    return lambda subject: WORKS_AT[subject] & _holders(roles)


def in_district(*roles: str) -> Who:
    """Whoever holds one of the roles in the subject's district, at whatever school."""
    return lambda subject: set() if subject == "other_district" else _holders(roles)


def meets() -> Who:
    """The home that booked the subject's appointment."""
    return lambda subject: MEETS[subject]


def reads_letter() -> Who:
    """The home to which the letter about reading went, and who sees the student's record at work."""
    return lambda subject: MEETS[subject] | (SEES[subject] & _holders(STAFF))


def ordered() -> Who:
    """Whoever ordered the packet of the subject's school."""
    return lambda subject: ORDERED[subject]


def gives_evidence() -> Who:
    """Whoever ordered the evidence of the subject's school."""
    return lambda subject: EVIDENCE_ORDERED[subject]


OFFICE = role("office", "principal")
OFFICE_THERE = works_at("office", "principal")
BOARD = works_at("office", "principal", "district")
DRAFT = {"conference_id": "draft.pk"}
HELD = {"conference_id": "conference.pk"}
CODE = {"district_code": "code"}
LETTER = {"letter_id": "letter.pk"}
LETTERS = ("office", "principal", "district")
POLICY = {"policy_id": "policy.pk"}
REQUIREMENTS = {"set_id": "requirements.pk"}
STUDENT = {"student_id": "student.pk"}
READING = {"school_id": "school.pk", "period": "reading_period"}
RECORD_RUN = {"kind": "record_kind", "run_id": "record_run.pk"}
EARLIER_RUN = {"run_id": "earlier_run.pk"}
MEETING = HELD | {"appointment_id": "appointment.pk"}
WRITES = ("teacher", "counselor", "principal")
# A counselor marks who came only where the counselor is the host.
TAPS = ("teacher", "principal", "office")
STAFF = ("teacher", "counselor", "principal", "office", "district")
# Who decides to whom a record is closed: not the teacher, not the counselor, nobody at home.
DECIDES = ("principal", "office", "district")
FOLLOWS = ("counselor", "principal", "office", "district")
PRINTS = ("counselor", "principal", "office", "district")


@dataclass(frozen=True)
class Route:
    """One route: who may open it, and which of the subject's things its arguments name."""

    name: str
    who: Who
    args: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    query: str = ""

    def address(self, subject: Subject) -> str:
        """Where the route leads for one of the four students."""
        values = {name: reduce(getattr, path.split("."), subject) for name, path in self.args.items()}
        return reverse(self.name, kwargs=values) + self.query

    def opens_for(self, subject: str, viewer: str) -> bool:
        """Whether somebody of the cast may open it for this student."""
        if isinstance(self.who, str):
            return self.who in {EVERYBODY, SIGNED_IN}
        return viewer in self.who(subject)


ROUTES: tuple[Route, ...] = (
    # —— web
    Route("set_language", EVERYBODY, method="POST"),
    Route("home", SIGNED_IN),
    Route("kept_words", SIGNED_IN),
    Route("help", EVERYBODY),
    Route("privacy", EVERYBODY),
    Route("accessibility", EVERYBODY),
    Route("favicon", EVERYBODY),
    Route("account_request_login_code", EVERYBODY),
    Route("account_confirm_login_code", EVERYBODY),
    Route("account_login", EVERYBODY),
    Route("account_signup", EVERYBODY),
    Route("account_inactive", EVERYBODY),
    Route("account_logout", EVERYBODY),
    # —— roster and scores
    Route("rosters", role("data", "district")),
    Route("roster_run", works_at("data", "district"), {"run_id": "run.pk"}),
    Route("apply_roster_run", works_at("data", "district"), {"run_id": "run.pk"}, method="POST"),
    Route("drop_roster_run", works_at("data", "district"), {"run_id": "run.pk"}, method="POST"),
    Route("closed_records", role(*DECIDES)),
    Route("closed_record", sees(*DECIDES), STUDENT),
    Route("homes", sees(*DECIDES), STUDENT),
    Route("earlier_grades", sees(*DECIDES), STUDENT),
    Route("close_record", sees(*DECIDES), STUDENT | {"person_id": "guardian.pk"}),
    Route("open_record", sees(*DECIDES), STUDENT | {"mark_id": "mark.pk"}),
    Route("scores", role("data")),
    Route("score_run", works_at("data"), {"run_id": "score_run.pk"}),
    Route("score_columns", works_at("data"), {"run_id": "score_run.pk"}),
    Route("waiting_scores", role("data")),
    Route("waiting_score_page", works_at("data"), {"waiting_id": "waiting_score.pk"}),
    Route("drop_waiting_score", works_at("data"), {"waiting_id": "waiting_score.pk"}, method="POST"),
    Route("score_results", role("data")),
    Route("score_result", works_at("data"), {"score_id": "score.pk"}),
    Route("put_back_score", works_at("data"), {"taken_id": "taken_out.pk"}, method="POST"),
    Route("layout_file", works_at("data"), {"layout_id": "score_layout.pk"}),
    Route("put_away_layout", works_at("data"), {"layout_id": "score_layout.pk"}, method="POST"),
    Route("apply_score_run", works_at("data"), {"run_id": "score_run.pk"}, method="POST"),
    Route("growth", role("data", "district")),
    Route("growth_run", works_at("data", "district"), {"run_id": "growth_run.pk"}),
    Route("score_corrections", sees(*STAFF), STUDENT),
    Route("class_results", sees("teacher"), {"class_id": "school_class.pk"}),
    Route("results", role("principal", "district")),
    Route("school_results", works_at("principal", "district"), {"school_id": "school.pk"}),
    Route("reading_letters", role(*DECIDES)),
    Route("school_reading_letters", works_at(*DECIDES), {"school_id": "school.pk"}),
    Route("write_reading_letters", works_at(*DECIDES), READING, method="POST"),
    Route("reading_letters_on_paper", works_at(*DECIDES), READING, method="POST"),
    Route("reading_letters_pdf", works_at(*DECIDES), READING),
    Route("family_email", role("guardian")),
    Route("choose_scores_by_email", role("guardian"), method="POST"),
    Route("reading_letter", reads_letter(), {"letter_id": "reading_letter.pk"}),
    Route("reading_letter_pdf", reads_letter(), {"letter_id": "reading_letter.pk"}),
    # —— courses and transcripts
    Route("catalog_csv", role("data")),
    Route("course_codes", role("counselor", "data")),
    Route("course_areas", role("counselor", "data")),
    Route("course_titles", role("counselor", "data")),
    Route("record_files", role("data"), {"kind": "record_kind"}),
    Route("record_run", works_at("data"), RECORD_RUN),
    Route("apply_record_run", works_at("data"), RECORD_RUN, method="POST"),
    # —— earlier conferences
    Route("earlier_files", role("data")),
    Route("earlier_run", works_at("data"), EARLIER_RUN),
    Route("apply_earlier_run", works_at("data"), EARLIER_RUN, method="POST"),
    Route("take_earlier_back", works_at("data"), EARLIER_RUN),
    Route("take_earlier_row_back", works_at("data"), EARLIER_RUN),
    # —— graduation
    Route("graduation", role("counselor", "principal")),
    Route("student_graduation", graduates("guardian", "student", "counselor", "principal"), STUDENT),
    Route(
        "graduation_what_if",
        graduates("guardian", "student", "counselor", "principal"),
        STUDENT,
        query="?set=state.utah-2027",
    ),
    Route("say_fact", graduates("guardian", "student", "counselor"), STUDENT, method="POST"),
    Route("decide_graduation", graduates("counselor"), STUDENT),
    Route("take_off_record", graduates("counselor"), STUDENT),
    Route(
        "withdraw_decision",
        graduates("counselor"),
        STUDENT | {"decision_id": "decision.pk"},
    ),
    # —— the district's own requirements: counselors and the office write them, the office puts them in force
    Route("requirement_sets", role("counselor", "district")),
    Route("pack_requirements", in_district("counselor", "district"), {"key": "pack_requirements"}),
    Route("requirement_set", in_district("counselor", "district"), REQUIREMENTS),
    Route("import_requirements", role("counselor", "district"), method="POST"),
    Route("requirement_file", in_district("counselor", "district"), REQUIREMENTS),
    Route("requirement_head", in_district("counselor", "district"), REQUIREMENTS),
    Route("new_requirement_line", in_district("counselor", "district"), REQUIREMENTS),
    Route("requirement_line", in_district("counselor", "district"), REQUIREMENTS | {"key": "requirement_line"}),
    Route(
        "remove_requirement_line",
        in_district("counselor", "district"),
        REQUIREMENTS | {"key": "requirement_line"},
        method="POST",
    ),
    Route("new_requirement_choice", in_district("counselor", "district"), REQUIREMENTS),
    Route("requirement_choice", in_district("counselor", "district"), REQUIREMENTS | {"key": "requirement_choice"}),
    Route(
        "remove_requirement_choice",
        in_district("counselor", "district"),
        REQUIREMENTS | {"key": "requirement_choice"},
        method="POST",
    ),
    Route("new_requirement_limit", in_district("counselor", "district"), REQUIREMENTS),
    Route("requirement_limit", in_district("counselor", "district"), REQUIREMENTS | {"key": "requirement_limit"}),
    Route(
        "remove_requirement_limit",
        in_district("counselor", "district"),
        REQUIREMENTS | {"key": "requirement_limit"},
        method="POST",
    ),
    Route("requirement_changes", in_district("counselor", "district"), REQUIREMENTS),
    Route("requirements_in_force", in_district("district"), REQUIREMENTS),
    Route("withdraw_requirements", in_district("district"), REQUIREMENTS, method="POST"),
    Route("drop_requirements", in_district("counselor", "district"), REQUIREMENTS, method="POST"),
    Route("waiting_plans", role("counselor")),
    Route("course_requests", role("counselor")),
    Route("load_limits", role("counselor", "data")),
    Route("school_load_limits", works_at("counselor", "data"), {"school_id": "school.pk"}),
    Route("course_plan", graduates("guardian", "student", "counselor", "principal"), STUDENT),
    Route("find_classes", graduates("guardian", "student", "counselor", "principal"), STUDENT, query="?q=SALUD"),
    Route("compare_plans", graduates("guardian", "student", "counselor", "principal"), STUDENT, query="?one=SALUD"),
    Route("keep_compared", graduates("guardian", "student", "counselor"), STUDENT, method="POST"),
    Route(
        "let_go_compared",
        graduates("guardian", "student", "counselor"),
        STUDENT | {"way_id": "kept_way.pk"},
        method="POST",
    ),
    Route("compare_whole_plans", graduates("guardian", "student", "counselor", "principal"), STUDENT),
    Route("keep_whole_plan", graduates("guardian", "student", "counselor"), STUDENT, method="POST"),
    Route(
        "let_go_whole_plan",
        graduates("guardian", "student", "counselor"),
        STUDENT | {"plan_id": "kept_plan.pk"},
        method="POST",
    ),
    Route("use_whole_plan", graduates("guardian", "student", "counselor"), STUDENT | {"plan_id": "kept_plan.pk"}),
    Route("plan_way", graduates("guardian", "student", "counselor"), STUDENT, query="?course=SOMETHING"),
    Route("approve_plan", graduates("counselor"), STUDENT, method="POST"),
    Route("decide_planned", graduates("counselor"), STUDENT | {"planned_id": "planned.pk"}),
    Route(
        "take_back_planned",
        graduates("guardian", "student", "counselor"),
        STUDENT | {"planned_id": "planned.pk"},
        method="POST",
    ),
    Route(
        "move_planned",
        graduates("guardian", "student", "counselor"),
        STUDENT | {"planned_id": "planned.pk"},
        method="POST",
    ),
    Route("explain_registration", graduates("counselor"), STUDENT | {"planned_id": "planned.pk"}),
    Route(
        "withdraw_registration_reason",
        graduates("counselor"),
        STUDENT | {"planned_id": "planned.pk"},
        method="POST",
    ),
    # —— scholarships
    Route("scholarships", role("counselor", "principal")),
    Route("new_scholarship", role("counselor")),
    Route("edit_scholarship", works_at("counselor"), {"scholarship_id": "scholarship.pk"}),
    Route("end_scholarship", works_at("counselor"), {"scholarship_id": "scholarship.pk"}, method="POST"),
    Route("scholarship_feed", EVERYBODY, {"district_code": "code"}),
    Route("student_scholarships", graduates("guardian", "student", "counselor", "principal"), STUDENT),
    Route("scholarship_calendar", graduates("guardian", "student", "counselor", "principal"), STUDENT),
    Route("scholarship_step", graduates("guardian", "student", "counselor"), STUDENT, method="POST"),
    # —— occupations
    Route("occupations", SIGNED_IN),
    Route("occupation", SIGNED_IN, {"code": "occupation"}),
    Route("occupation_classes", works_at("counselor"), {"code": "occupation", "school_id": "school.pk"}),
    Route(
        "withdraw_link",
        works_at("counselor"),
        {"code": "occupation", "school_id": "school.pk", "link_id": "class_link.pk"},
        method="POST",
    ),
    Route("interest_check", SIGNED_IN),
    Route("student_occupations", sees("guardian", "student", *STAFF), STUDENT),
    Route("keep_occupation", sees("guardian", "student", "counselor"), STUDENT, method="POST"),
    Route("let_go_occupation", sees("guardian", "student", "counselor"), STUDENT, method="POST"),
    Route("place_occupation", sees("guardian", "student", "counselor"), STUDENT, method="POST"),
    # —— conferences: everybody
    Route("public_dates", EVERYBODY),
    # With two districts in one installation the short address belongs to neither.
    Route("public_feed", NOBODY, {"feed": "feed"}),
    Route("public_dates_of", EVERYBODY, {"district_code": "code"}),
    Route("public_feed_of", EVERYBODY, {"district_code": "code", "feed": "feed"}),
    Route("invitation", EVERYBODY, {"token": "invitation.token"}),
    Route("invitation_code", EVERYBODY, {"token": "invitation.token"}, method="POST"),
    # —— conferences: families
    Route("interpreting", role("interpreter")),
    Route("family_home", role("guardian")),
    Route("family_book", role("guardian")),
    Route("family_booked", meets(), {"basket": "appointment.basket"}),
    Route("family_move", meets(), {"appointment_id": "appointment.pk"}),
    Route("family_attending", meets(), {"appointment_id": "appointment.pk"}),
    Route("family_cancel", meets(), {"appointment_id": "appointment.pk"}),
    Route("family_question", meets(), {"appointment_id": "appointment.pk"}, method="POST"),
    Route("family_appointment", meets(), {"appointment_id": "appointment.pk"}),
    Route("family_calendar", meets(), {"appointment_id": "appointment.pk"}),
    # —— conferences: the school's office
    Route("office_conferences", OFFICE),
    Route("office_new", OFFICE),
    Route("office_conference", OFFICE_THERE, DRAFT),
    Route("office_days", OFFICE_THERE, DRAFT),
    Route("office_change_day", OFFICE_THERE, DRAFT | {"window_id": "window.pk"}),
    Route("office_repeat_day", OFFICE_THERE, DRAFT | {"window_id": "window.pk"}, method="POST"),
    Route("office_remove_day", OFFICE_THERE, DRAFT | {"window_id": "window.pk"}, method="POST"),
    Route("office_times", OFFICE_THERE, DRAFT),
    Route("office_hosts", OFFICE_THERE, DRAFT),
    Route("office_host", OFFICE_THERE, HELD | {"host_id": "host.pk"}),
    Route(
        "office_remove_time",
        OFFICE_THERE,
        HELD | {"host_id": "host.pk", "time_id": "host_time.pk"},
        method="POST",
    ),
    Route("office_rooms", OFFICE_THERE, DRAFT),
    Route("office_room", OFFICE_THERE, DRAFT | {"room_id": "room.pk"}),
    Route("office_check", OFFICE_THERE, DRAFT),
    Route("office_send", OFFICE_THERE, DRAFT, method="POST"),
    Route("office_take_back", OFFICE_THERE, DRAFT, method="POST"),
    Route("office_invitations", OFFICE_THERE, HELD),
    Route("office_invite", OFFICE_THERE, HELD, method="POST"),
    Route("office_board", BOARD, HELD),
    Route("office_family", OFFICE_THERE, HELD | STUDENT),
    Route("office_letter", OFFICE_THERE, HELD | STUDENT),
    Route("office_meeting", OFFICE_THERE, MEETING),
    Route("office_meeting_move", OFFICE_THERE, MEETING, method="POST"),
    Route("office_meeting_attending", OFFICE_THERE, MEETING),
    Route("office_meeting_cancel", OFFICE_THERE, MEETING, method="POST"),
    Route("office_meeting_interpreter", OFFICE_THERE, MEETING, method="POST"),
    Route("office_schedule", BOARD, HELD),
    Route("office_arrivals", BOARD, HELD),
    Route("office_signs", BOARD, HELD),
    # —— conferences: the district
    Route("district_conferences", role("district")),
    Route("district_calendar", role("district")),
    Route("district_days_off", role("district")),
    Route("district_day_off_remove", works_at("district"), {"day_id": "day_off.pk"}, method="POST"),
    Route("district_past", role("district")),
    Route("district_conference", works_at("district"), HELD),
    Route("district_approve", works_at("district"), HELD, method="POST"),
    Route("district_return", works_at("district"), HELD, method="POST"),
    Route("district_publish", works_at("district"), HELD, method="POST"),
    # —— plans: staff
    Route("day", role("teacher", "counselor", "principal")),
    Route("day_on", role("teacher", "counselor", "principal"), {"on": "day"}),
    Route("attendance", sees(*TAPS), {"appointment_id": "appointment.pk"}, method="POST"),
    Route("students", role(*STAFF)),
    Route("conversation", sees(*STAFF), STUDENT),
    Route("write_entry", sees(*WRITES), STUDENT | {"section": "section"}, method="POST"),
    Route("write_note", sees(*WRITES), STUDENT, method="POST"),
    Route("new_goal", sees(*WRITES), STUDENT, method="POST"),
    Route("change_goal", sees(*WRITES), {"goal_id": "goal.pk"}, method="POST"),
    Route("judge_goal", sees(*WRITES), {"goal_id": "goal.pk"}, method="POST"),
    Route("carry_goal", sees(*WRITES), {"goal_id": "goal.pk"}, method="POST"),
    Route("remove_goal", sees(*WRITES), {"goal_id": "goal.pk"}, method="POST"),
    Route("answer_question", sees(*WRITES), {"question_id": "question.pk"}, method="POST"),
    Route("review_plan", sees(*STAFF), STUDENT),
    Route("share_plan", sees(*WRITES), STUDENT, method="POST"),
    Route("remind_plan", sees(*WRITES, "office"), STUDENT, method="POST"),
    Route("sign_at_school", sees(*WRITES), {"version_id": "version.pk"}, method="POST"),
    Route("paper_signature", sees(*WRITES, "office"), {"version_id": "version.pk"}, method="POST"),
    Route("classes", role("teacher")),
    Route("grid", sees("teacher"), {"class_id": "school_class.pk"}),
    # —— plans on paper
    Route("plan_pdf", sees(*STAFF), STUDENT),
    Route("class_packet", sees(*STAFF), {"class_id": "school_class.pk"}),
    Route("own_plan_pdf", sees("guardian", "student"), STUDENT),
    Route("packets", role(*PRINTS)),
    Route("school_packet", works_at(*PRINTS), {"school_id": "school.pk"}),
    Route("packet_order", ordered(), {"order_id": "order.pk"}),
    Route("packet_file", ordered(), {"order_id": "order.pk"}),
    # —— plans: the student's and the family's own words
    Route("my_plan", role("student")),
    Route("family_words", sees("guardian"), STUDENT),
    Route("own_words", sees("guardian", "student"), STUDENT | {"section": "section"}, method="POST"),
    # —— plans: what families and students read and sign
    Route("family_plans", role("guardian")),
    Route("family_plan", sees("guardian"), STUDENT),
    Route("own_plan", role("student")),
    Route("plan_version", sees("guardian", "student", *STAFF), {"version_id": "version.pk"}),
    Route("sign_plan", sees("guardian", "student"), {"version_id": "version.pk"}, method="POST"),
    # —— letters: everybody reads and replies, offices write and moderate
    Route("letters", EVERYBODY),
    Route("letters_of", EVERYBODY, CODE),
    Route("letter_feed", EVERYBODY, CODE),
    Route("letter_of", EVERYBODY, CODE | {"slug": "letter.slug"}),
    Route("letter_reply", EVERYBODY, CODE | {"slug": "letter.slug"}, method="POST"),
    Route("write_letters", role(*LETTERS)),
    Route("new_letter", role(*LETTERS)),
    Route("edit_letter", works_at(*LETTERS), LETTER),
    Route("publish_letter", works_at(*LETTERS), LETTER, method="POST"),
    Route("look_at_letter", works_at(*LETTERS), LETTER),
    Route("send_letter", works_at(*LETTERS), LETTER),
    Route("letter_on_paper", works_at(*LETTERS), LETTER),
    Route("letter_on_paper_csv", works_at(*LETTERS), LETTER),
    Route("letter_replies", role(*LETTERS)),
    Route("undelivered", role(*LETTERS)),
    Route("show_reply", works_at(*LETTERS), {"reply_id": "reply.pk"}, method="POST"),
    Route("keep_reply_private", works_at(*LETTERS), {"reply_id": "reply.pk"}, method="POST"),
    Route("refuse_replies", role("office", "principal", "district")),
    Route("refuse_reply", works_at(*LETTERS), {"reply_id": "reply.pk"}, method="POST"),
    # —— counselors' time
    Route("service_time", role("counselor")),
    Route("remove_service_time", role("counselor"), {"line_id": "service_line.pk"}, method="POST"),
    Route("take_time_back", in_district("counselor"), {"line_id": "past_service_line.pk"}),
    Route("counselors_time", role("principal", "district")),
    Route("counselors_time_csv", role("principal", "district")),
    # —— the board's policy: everybody reads it, the district office writes it
    Route("policy", EVERYBODY),
    Route("policy_of", EVERYBODY, CODE),
    Route("policy_figures", EVERYBODY, CODE),
    Route("policy_version", EVERYBODY, CODE | {"number": "adopted.number"}),
    Route("write_policy", role("district")),
    Route("school_exceptions", role("district")),
    Route("new_exception", role("district")),
    Route("withdraw_exception", works_at("district"), {"exception_id": "exception.pk"}),
    Route("new_policy", role("district"), method="POST"),
    Route("edit_policy", works_at("district"), POLICY),
    Route("new_policy_rule", works_at("district"), POLICY),
    Route("policy_rule", works_at("district"), POLICY | {"rule_id": "policy_rule.pk"}),
    Route("remove_policy_rule", works_at("district"), POLICY | {"rule_id": "policy_rule.pk"}, method="POST"),
    Route("policy_sight", works_at("district"), POLICY),
    Route("policy_asks", works_at("district"), POLICY),
    Route("policy_keeping", works_at("district"), POLICY),
    Route("old_records", role("district")),
    Route("delete_records", role("district"), {"kind": "aging_kind"}),
    Route("keep_records", role("district"), {"kind": "aging_kind"}),
    Route("hold_records", role("district"), method="POST"),
    Route("lift_hold", works_at("district"), {"hold_id": "record_hold.pk"}, method="POST"),
    Route("new_consultation", works_at("district"), POLICY),
    Route("remove_consultation", works_at("district"), POLICY | {"consultation_id": "consultation.pk"}, method="POST"),
    Route("policy_changes", works_at("district"), POLICY),
    Route("adopt_policy", works_at("district"), POLICY, method="POST"),
    Route("drop_policy", works_at("district"), POLICY, method="POST"),
    Route("take_back_policy", works_at("district"), {"policy_id": "adopted.pk"}),
    # —— who has been met
    Route("follow_up", role(*FOLLOWS)),
    Route("school_follow_up", works_at(*FOLLOWS), {"school_id": "school.pk"}),
    Route("call_list", works_at(*FOLLOWS), {"school_id": "school.pk"}),
    Route("call_list_csv", works_at(*FOLLOWS), {"school_id": "school.pk"}),
    Route("evidence", works_at("counselor", "principal", "district"), {"school_id": "school.pk"}),
    Route("evidence_order", gives_evidence(), {"order_id": "evidence_order.pk"}),
    Route("evidence_file", gives_evidence(), {"order_id": "evidence_order.pk"}),
    Route("evidence_csv", works_at("counselor", "principal", "district"), {"school_id": "school.pk"}),
    Route("contact_tries", sees(*STAFF), STUDENT),
    # Written down by others: a teacher takes back the own ones only.
    Route("take_try_back", sees(*FOLLOWS), STUDENT | {"try_id": "contact_try.pk"}),
    Route("held_conferences", sees(*STAFF), STUDENT),
    # Held and written down by others: a teacher takes back the own ones only.
    Route("take_held_back", sees(*FOLLOWS), STUDENT | {"held_id": "held.pk"}),
    Route("follow_up_trend", role(*FOLLOWS)),
    Route("school_trend", works_at(*FOLLOWS), {"school_id": "school.pk"}),
    Route("survey", EVERYBODY, {"token": "survey.token"}),
    Route("survey_results", role("counselor", "principal", "district")),
    Route("survey_csv", role("counselor", "principal", "district")),
    Route("survey_sentences", role("district")),
    Route("judge_sentence", works_at("district"), {"answer_id": "survey_answer.pk"}, method="POST"),
    Route("group_conferences", works_at(*FOLLOWS), {"school_id": "school.pk"}),
    Route("group_conference", works_at(*FOLLOWS), {"school_id": "school.pk", "group_id": "group.pk"}),
    Route("group_conference_hosts", works_at(*FOLLOWS), {"school_id": "school.pk", "group_id": "group.pk"}),
    Route("take_back_group_conference", works_at(*FOLLOWS), {"school_id": "school.pk", "group_id": "group.pk"}),
    # —— demo: closed unless the demo is on
    Route("demo_people", NOBODY),
    Route("demo_sign_in", NOBODY, {"key": "student_key"}, method="POST"),
    Route("demo_outbox", NOBODY),
    Route("demo_letter", NOBODY, {"message_id": "message.pk"}),
    Route("demo_calendar", NOBODY, {"message_id": "message.pk"}),
)
BY_NAME = {route.name: route for route in ROUTES}

# What of a student's record a route shows: a board may keep it from some who could open it (docs/decisions/048).
_WHOLE = ("plan", "scores", "notes", "graduation", "scholarships")
SHOWS: dict[str, tuple[str, ...]] = {
    # The plan, and what is agreed in it.
    "students": ("plan",),
    "conversation": ("plan",),
    "write_entry": ("plan",),
    "write_note": ("plan", "notes"),
    "new_goal": ("plan",),
    "change_goal": ("plan",),
    "judge_goal": ("plan",),
    "carry_goal": ("plan",),
    "remove_goal": ("plan",),
    "answer_question": ("plan",),
    "student_occupations": ("plan",),
    # The plan as a whole: shared, signed, on paper.
    "review_plan": _WHOLE,
    "share_plan": _WHOLE,
    "remind_plan": _WHOLE,
    "sign_at_school": _WHOLE,
    "paper_signature": _WHOLE,
    "plan_version": _WHOLE,
    "plan_pdf": _WHOLE,
    "class_packet": _WHOLE,
    "packets": _WHOLE,
    "school_packet": _WHOLE,
    "packet_order": _WHOLE,
    "packet_file": _WHOLE,
    # Test results, and the letters that tell them.
    "class_results": ("scores",),
    "results": ("scores",),
    "school_results": ("scores",),
    "score_corrections": ("scores",),
    "reading_letters": ("scores",),
    "school_reading_letters": ("scores",),
    "write_reading_letters": ("scores",),
    "reading_letters_on_paper": ("scores",),
    "reading_letters_pdf": ("scores",),
    "reading_letter": ("scores",),
    "reading_letter_pdf": ("scores",),
    # Graduation, transcript, course plan; scholarships are judged by the transcript.
    "graduation": ("graduation",),
    "student_graduation": ("graduation",),
    "graduation_what_if": ("graduation",),
    "say_fact": ("graduation",),
    "decide_graduation": ("graduation",),
    "take_off_record": ("graduation",),
    "withdraw_decision": ("graduation",),
    # How students would stand is a look at how they stand.
    "requirement_changes": ("graduation",),
    "waiting_plans": ("graduation",),
    "course_requests": ("graduation",),
    "course_plan": ("graduation",),
    "find_classes": ("graduation",),
    "compare_plans": ("graduation",),
    "plan_way": ("graduation",),
    "keep_compared": ("graduation",),
    "compare_whole_plans": ("graduation",),
    "keep_whole_plan": ("graduation",),
    "let_go_whole_plan": ("graduation",),
    "use_whole_plan": ("graduation",),
    "let_go_compared": ("graduation",),
    "move_planned": ("graduation",),
    "approve_plan": ("graduation",),
    "decide_planned": ("graduation",),
    "take_back_planned": ("graduation",),
    "explain_registration": ("graduation",),
    "withdraw_registration_reason": ("graduation",),
    "scholarships": ("scholarships", "graduation"),
    "student_scholarships": ("scholarships", "graduation"),
    "scholarship_calendar": ("scholarships", "graduation"),
    "scholarship_step": ("scholarships", "graduation"),
}
# About one student, and nothing that a board could keep from anybody: names, times, who may see, what the family does.
SHOWS_NOTHING_KEPT = {
    "closed_record", "homes", "earlier_grades", "close_record", "open_record", "contact_tries", "held_conferences",
    "take_try_back", "take_held_back", "attendance",
    "office_family", "office_letter", "office_meeting", "office_meeting_move", "office_meeting_attending",
    "office_meeting_cancel", "office_meeting_interpreter",
    # The family's own pages, and what only the counselor does for the student.
    "family_booked", "family_move", "family_attending", "family_cancel", "family_question", "family_appointment",
    "family_calendar", "family_words", "own_words", "family_plan", "own_plan_pdf", "sign_plan",
    "keep_occupation", "let_go_occupation", "place_occupation",
}  # fmt: skip
