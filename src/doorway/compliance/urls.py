"""The board's policy: what everybody reads, what the district office writes; and who has been met."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.compliance.earlier import views as earlier
from doorway.compliance.views import (
    calls,
    evidence,
    exceptions,
    follow_up,
    groups,
    policies,
    public,
    records,
    service,
    survey,
    trend,
)

_DRAFT = "office/policy/<uuid:policy_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("follow-up/", follow_up.schools, name="follow_up"),
    path("follow-up/<uuid:school_id>/", follow_up.school, name="school_follow_up"),
    path("follow-up/<uuid:school_id>/calls/", calls.call_list, name="call_list"),
    path("follow-up/<uuid:school_id>/calls.csv", calls.call_list_csv, name="call_list_csv"),
    path("follow-up/trend/", trend.trend, name="follow_up_trend"),
    path("follow-up/<uuid:school_id>/trend/", trend.school_trend, name="school_trend"),
    path("follow-up/<uuid:school_id>/groups/", groups.groups, name="group_conferences"),
    path("follow-up/<uuid:school_id>/groups/<uuid:group_id>/", groups.group, name="group_conference"),
    path(
        "follow-up/<uuid:school_id>/groups/<uuid:group_id>/take-back/",
        groups.take_back_group,
        name="take_back_group_conference",
    ),
    path(
        "follow-up/<uuid:school_id>/groups/<uuid:group_id>/hosts/",
        groups.group_hosts,
        name="group_conference_hosts",
    ),
    path("follow-up/<uuid:school_id>/evidence/", evidence.evidence, name="evidence"),
    path("follow-up/evidence/<uuid:order_id>/", evidence.order, name="evidence_order"),
    path("follow-up/evidence/<uuid:order_id>/file/", evidence.file, name="evidence_file"),
    path("follow-up/<uuid:school_id>/evidence.csv", evidence.spreadsheet, name="evidence_csv"),
    path("follow-up/students/<uuid:student_id>/", follow_up.tries, name="contact_tries"),
    path(
        "follow-up/students/<uuid:student_id>/tries/<uuid:try_id>/mistake/",
        follow_up.take_back_try,
        name="take_try_back",
    ),
    path("data/earlier-conferences/", earlier.earlier_files, name="earlier_files"),
    path("data/earlier-conferences/<uuid:run_id>/", earlier.earlier_run_page, name="earlier_run"),
    path("data/earlier-conferences/<uuid:run_id>/apply/", earlier.apply_earlier_run, name="apply_earlier_run"),
    path("data/earlier-conferences/<uuid:run_id>/take-back/", earlier.take_earlier_back, name="take_earlier_back"),
    path(
        "data/earlier-conferences/<uuid:run_id>/take-row-back/",
        earlier.take_earlier_row_back,
        name="take_earlier_row_back",
    ),
    path("counselor/time/", service.my_time, name="service_time"),
    path("counselor/time/<uuid:line_id>/remove/", service.remove_my_time, name="remove_service_time"),
    path("follow-up/counselors/", service.counselors_time, name="counselors_time"),
    path("follow-up/counselors.csv", service.counselors_time_csv, name="counselors_time_csv"),
    path("i/s/<slug:token>/", survey.survey, name="survey"),
    path("follow-up/survey/", survey.survey_results, name="survey_results"),
    path("follow-up/survey.csv", survey.survey_csv, name="survey_csv"),
    path("follow-up/survey/sentences/", survey.survey_sentences, name="survey_sentences"),
    path("follow-up/survey/sentences/<uuid:answer_id>/", survey.judge, name="judge_sentence"),
    path("policy/", public.policy, name="policy"),
    path("d/<slug:district_code>/policy/", public.policy_of, name="policy_of"),
    path("d/<slug:district_code>/policy/figures/", public.figures, name="policy_figures"),
    path("d/<slug:district_code>/policy/<int:number>/", public.policy_version, name="policy_version"),
    path("office/policy/", policies.versions, name="write_policy"),
    path("office/policy/exceptions/", exceptions.school_exceptions, name="school_exceptions"),
    path("office/policy/exceptions/new/", exceptions.new_exception, name="new_exception"),
    path("office/policy/exceptions/<uuid:exception_id>/withdraw/", exceptions.withdraw, name="withdraw_exception"),
    path("office/records/", records.old_records, name="old_records"),
    path("office/records/<slug:kind>/delete/", records.delete, name="delete_records"),
    path("office/records/<slug:kind>/keep/", records.keep, name="keep_records"),
    path("office/records/hold/", records.hold, name="hold_records"),
    path("office/records/hold/<uuid:hold_id>/lift/", records.lift, name="lift_hold"),
    path("office/policy/new/", policies.new, name="new_policy"),
    path(f"{_DRAFT}/", policies.edit, name="edit_policy"),
    path(f"{_DRAFT}/rules/new/", policies.new_rule, name="new_policy_rule"),
    path(f"{_DRAFT}/rules/<uuid:rule_id>/", policies.rule, name="policy_rule"),
    path(f"{_DRAFT}/rules/<uuid:rule_id>/remove/", policies.drop_rule, name="remove_policy_rule"),
    path(f"{_DRAFT}/seen-by/", policies.sight, name="policy_sight"),
    path(f"{_DRAFT}/asks/", policies.asks, name="policy_asks"),
    path(f"{_DRAFT}/kept/", policies.keeping, name="policy_keeping"),
    path(f"{_DRAFT}/heard/", policies.new_consultation, name="new_consultation"),
    path(f"{_DRAFT}/heard/<uuid:consultation_id>/remove/", policies.drop_consultation, name="remove_consultation"),
    path(f"{_DRAFT}/changes/", policies.what_changes, name="policy_changes"),
    path(f"{_DRAFT}/adopt/", policies.adopt_policy, name="adopt_policy"),
    path(f"{_DRAFT}/drop/", policies.drop, name="drop_policy"),
    path(f"{_DRAFT}/take-back/", policies.take_back_policy, name="take_back_policy"),
]
