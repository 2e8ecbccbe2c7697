"""What teachers and counselors use: the day, the conversation, the class grid; and the student's own part."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.plans.views import conversation, day, grid, own, review, students

urlpatterns: list[URLPattern | URLResolver] = [
    path("day/", day.day, name="day"),
    path("day/<str:on>/", day.day, name="day_on"),
    path("appointments/<uuid:appointment_id>/attendance/", day.attendance, name="attendance"),
    path("students/", students.students, name="students"),
    path("students/<uuid:student_id>/conversation/", conversation.conversation, name="conversation"),
    path("students/<uuid:student_id>/entries/<slug:section>/", conversation.entry, name="write_entry"),
    path("students/<uuid:student_id>/note/", conversation.note, name="write_note"),
    path("students/<uuid:student_id>/goals/", conversation.new_goal, name="new_goal"),
    path("goals/<uuid:goal_id>/", conversation.goal, name="change_goal"),
    path("goals/<uuid:goal_id>/status/", conversation.goal_status, name="judge_goal"),
    path("goals/<uuid:goal_id>/carried/", conversation.goal_carried, name="carry_goal"),
    path("goals/<uuid:goal_id>/removed/", conversation.goal_removed, name="remove_goal"),
    path("questions/<uuid:question_id>/answer/", conversation.answer, name="answer_question"),
    path("students/<uuid:student_id>/plan/", review.review, name="review_plan"),
    path("students/<uuid:student_id>/plan/share/", review.share_plan, name="share_plan"),
    path("students/<uuid:student_id>/plan/remind/", review.remind_plan, name="remind_plan"),
    path("plans/versions/<uuid:version_id>/school/", review.sign_at_school, name="sign_at_school"),
    path("plans/versions/<uuid:version_id>/paper/", review.paper_signature, name="paper_signature"),
    path("classes/", grid.classes, name="classes"),
    path("classes/<uuid:class_id>/grid/", grid.grid, name="grid"),
    path("me/", own.my_plan, name="my_plan"),
    path("students/<uuid:student_id>/words/", own.family_words, name="family_words"),
    path("students/<uuid:student_id>/words/<slug:section>/", own.own_words, name="own_words"),
]
