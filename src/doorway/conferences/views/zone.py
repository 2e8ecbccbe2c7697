"""Pages in the time of the district, wherever the server stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.utils import timezone

from doorway.roster.middleware import ViewerRequest

Rest = ParamSpec("Rest")
View = Callable[Concatenate[ViewerRequest, Rest], HttpResponse]


def in_district_time(view: View[Rest]) -> View[Rest]:
    """Show times in the zone of the viewer's district."""

    @wraps(view)
    def run(request: ViewerRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        district = request.viewer.district
        with timezone.override(district.zone if district else None):
            return view(request, *args, **kwargs)

    return run
