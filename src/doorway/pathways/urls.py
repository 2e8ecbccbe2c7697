"""Pages of the occupations, of courses and transcripts, of graduation, the course plan and scholarships."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.resolvers import URLPattern, URLResolver

from doorway.pathways.classes import views as classes
from doorway.pathways.codes import views as codes
from doorway.pathways.course_plan import plan_views as whole_plans
from doorway.pathways.course_plan import views as course_plan
from doorway.pathways.courses import views as courses
from doorway.pathways.graduation import views as graduation
from doorway.pathways.imports import views as imports
from doorway.pathways.imports.kinds import KINDS, FileKind
from doorway.pathways.limits import views as limits
from doorway.pathways.occupations.views import check_in, choices, occupation, search
from doorway.pathways.registration import views as registration
from doorway.pathways.requirements.views import in_force, parts, sets
from doorway.pathways.scholarships import views as scholarships


class CodeConverter:
    """An O*NET-SOC code in an address."""

    regex = r"\d{2}-\d{4}\.\d{2}"

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value


class FileKindConverter:
    """A kind of file in an address, by its word."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> FileKind:
        """The kind."""
        return KINDS[value]

    def to_url(self, value: FileKind | str) -> str:
        """Its word."""
        return value if isinstance(value, str) else value.word


register_converter(CodeConverter, "occupation")
register_converter(FileKindConverter, "file_kind")


class RequirementKeyConverter:
    """The key of a part of the requirements in an address."""

    regex = r"[a-z][a-z0-9_.-]*"

    def to_python(self, value: str) -> str:
        """The key as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The key as it stands."""
        return value


register_converter(RequirementKeyConverter, "requirement_key")


def _requirements() -> list[URLPattern | URLResolver]:
    """The district's own requirements: a set, its parts, and what happens to it."""
    one = "graduation/requirements/<uuid:set_id>/"
    return [
        path("graduation/requirements/", sets.requirement_sets, name="requirement_sets"),
        path(
            "graduation/requirements/pack/<requirement_key:key>/",
            sets.pack_requirements,
            name="pack_requirements",
        ),
        path("graduation/requirements/from-file/", sets.import_requirements, name="import_requirements"),
        path(f"{one}file.toml", sets.requirement_file, name="requirement_file"),
        path(one, sets.requirement_set, name="requirement_set"),
        path(f"{one}as-a-whole/", parts.requirement_head, name="requirement_head"),
        path(f"{one}lines/", parts.new_requirement_line, name="new_requirement_line"),
        path(f"{one}lines/<requirement_key:key>/", parts.requirement_line, name="requirement_line"),
        path(
            f"{one}lines/<requirement_key:key>/out/",
            parts.remove_requirement_line,
            name="remove_requirement_line",
        ),
        path(f"{one}choices/", parts.new_requirement_choice, name="new_requirement_choice"),
        path(f"{one}choices/<requirement_key:key>/", parts.requirement_choice, name="requirement_choice"),
        path(
            f"{one}choices/<requirement_key:key>/out/",
            parts.remove_requirement_choice,
            name="remove_requirement_choice",
        ),
        path(f"{one}limits/", parts.new_requirement_limit, name="new_requirement_limit"),
        path(f"{one}limits/<requirement_key:key>/", parts.requirement_limit, name="requirement_limit"),
        path(
            f"{one}limits/<requirement_key:key>/out/",
            parts.remove_requirement_limit,
            name="remove_requirement_limit",
        ),
        path(f"{one}changes/", in_force.requirement_changes, name="requirement_changes"),
        path(f"{one}in-force/", in_force.requirements_in_force, name="requirements_in_force"),
        path(f"{one}withdraw/", in_force.withdraw_requirements, name="withdraw_requirements"),
        path(f"{one}drop/", sets.drop_requirements, name="drop_requirements"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("occupations/", search.occupations, name="occupations"),
    path("occupations/check-in/", check_in.interest_check, name="interest_check"),
    path("occupations/<occupation:code>/", occupation.occupation, name="occupation"),
    path(
        "occupations/<occupation:code>/classes/<uuid:school_id>/", classes.occupation_classes, name="occupation_classes"
    ),
    path(
        "occupations/<occupation:code>/classes/<uuid:school_id>/<uuid:link_id>/withdraw/",
        classes.withdraw_link,
        name="withdraw_link",
    ),
    path("occupations/of/<uuid:student_id>/", choices.student_occupations, name="student_occupations"),
    path("occupations/of/<uuid:student_id>/keep/", choices.keep_occupation, name="keep_occupation"),
    path("occupations/of/<uuid:student_id>/let-go/", choices.let_go_occupation, name="let_go_occupation"),
    path("occupations/of/<uuid:student_id>/place/", choices.place_occupation, name="place_occupation"),
    path("graduation/", graduation.graduation, name="graduation"),
    path("graduation/<uuid:student_id>/", graduation.student_graduation, name="student_graduation"),
    path("graduation/<uuid:student_id>/what-if/", graduation.graduation_what_if, name="graduation_what_if"),
    path("graduation/<uuid:student_id>/say/", graduation.say_fact, name="say_fact"),
    path("graduation/<uuid:student_id>/off-record/", graduation.take_off_record, name="take_off_record"),
    path("graduation/<uuid:student_id>/decide/", graduation.decide_graduation, name="decide_graduation"),
    path(
        "graduation/<uuid:student_id>/decisions/<uuid:decision_id>/withdraw/",
        graduation.withdraw_decision,
        name="withdraw_decision",
    ),
    *_requirements(),
    path("course-plan/", course_plan.waiting_plans, name="waiting_plans"),
    path("course-plan/requests.csv", course_plan.course_requests, name="course_requests"),
    path("course-plan/limits/", limits.load_limits, name="load_limits"),
    path("course-plan/limits/<uuid:school_id>/", limits.school_load_limits, name="school_load_limits"),
    path("course-plan/<uuid:student_id>/", course_plan.course_plan, name="course_plan"),
    path("course-plan/<uuid:student_id>/approve/", course_plan.approve_plan, name="approve_plan"),
    path("course-plan/<uuid:student_id>/classes/", course_plan.find_classes, name="find_classes"),
    path("course-plan/<uuid:student_id>/compare/", course_plan.compare_plans, name="compare_plans"),
    path("course-plan/<uuid:student_id>/compare/keep/", course_plan.keep_compared, name="keep_compared"),
    path(
        "course-plan/<uuid:student_id>/compare/<uuid:way_id>/let-go/",
        course_plan.let_go_compared,
        name="let_go_compared",
    ),
    path("course-plan/<uuid:student_id>/plans/", whole_plans.compare_whole_plans, name="compare_whole_plans"),
    path("course-plan/<uuid:student_id>/plans/keep/", whole_plans.keep_whole_plan, name="keep_whole_plan"),
    path(
        "course-plan/<uuid:student_id>/plans/<uuid:plan_id>/let-go/",
        whole_plans.let_go_whole_plan,
        name="let_go_whole_plan",
    ),
    path("course-plan/<uuid:student_id>/plans/<uuid:plan_id>/use/", whole_plans.use_whole_plan, name="use_whole_plan"),
    path("course-plan/<uuid:student_id>/way/", course_plan.plan_way, name="plan_way"),
    path("course-plan/<uuid:student_id>/<uuid:planned_id>/", course_plan.decide_planned, name="decide_planned"),
    path(
        "course-plan/<uuid:student_id>/<uuid:planned_id>/take-back/",
        course_plan.take_back_planned,
        name="take_back_planned",
    ),
    path("course-plan/<uuid:student_id>/<uuid:planned_id>/move/", course_plan.move_planned, name="move_planned"),
    path(
        "course-plan/<uuid:student_id>/<uuid:planned_id>/why/",
        registration.explain_registration,
        name="explain_registration",
    ),
    path(
        "course-plan/<uuid:student_id>/<uuid:planned_id>/why/withdraw/",
        registration.withdraw_registration_reason,
        name="withdraw_registration_reason",
    ),
    path("scholarships/", scholarships.scholarships, name="scholarships"),
    path("scholarships/new/", scholarships.new_scholarship, name="new_scholarship"),
    path("scholarships/calendar/<slug:district_code>.ics", scholarships.scholarship_feed, name="scholarship_feed"),
    path("scholarships/<uuid:scholarship_id>/", scholarships.edit_scholarship, name="edit_scholarship"),
    path("scholarships/<uuid:scholarship_id>/end/", scholarships.end_scholarship, name="end_scholarship"),
    path("scholarships/of/<uuid:student_id>/", scholarships.student_scholarships, name="student_scholarships"),
    path("scholarships/of/<uuid:student_id>/step/", scholarships.scholarship_step, name="scholarship_step"),
    path("scholarships/of/<uuid:student_id>/dates.ics", scholarships.scholarship_calendar, name="scholarship_calendar"),
    path("data/course-codes/", codes.course_codes, name="course_codes"),
    path("data/course-areas/", codes.course_areas, name="course_areas"),
    path("data/course-titles/", courses.course_titles, name="course_titles"),
    path("data/courses.csv", imports.catalog_csv, name="catalog_csv"),
    path("data/<file_kind:kind>/", imports.record_files, name="record_files"),
    path("data/<file_kind:kind>/<uuid:run_id>/", imports.record_run_page, name="record_run"),
    path("data/<file_kind:kind>/<uuid:run_id>/take-in/", imports.apply_record_run, name="apply_record_run"),
]
