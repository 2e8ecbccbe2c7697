"""Pages of the scores, below data/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.assessments.views import columns, growth, scores, taking_out, waiting

urlpatterns: list[URLPattern | URLResolver] = [
    path("scores/", scores.scores, name="scores"),
    path("scores/<uuid:run_id>/", scores.score_run_page, name="score_run"),
    path("scores/waiting/", waiting.waiting_scores, name="waiting_scores"),
    path("scores/waiting/<uuid:waiting_id>/", waiting.waiting_score_page, name="waiting_score_page"),
    path("scores/waiting/<uuid:waiting_id>/let-go/", waiting.drop_waiting_score, name="drop_waiting_score"),
    path("scores/results/", taking_out.score_results, name="score_results"),
    path("scores/results/<uuid:score_id>/", taking_out.score_result, name="score_result"),
    path("scores/results/<uuid:taken_id>/put-back/", taking_out.put_back_score, name="put_back_score"),
    path("scores/<uuid:run_id>/columns/", columns.score_columns, name="score_columns"),
    path("scores/layouts/<uuid:layout_id>/file/", columns.layout_file, name="layout_file"),
    path("scores/layouts/<uuid:layout_id>/put-away/", columns.put_away_layout, name="put_away_layout"),
    path("scores/growth/", growth.growth, name="growth"),
    path("scores/growth/<uuid:run_id>/", growth.growth_run_page, name="growth_run"),
    path("scores/<uuid:run_id>/take-in/", scores.apply_score_run, name="apply_score_run"),
]
