"""Plans on paper: one student, a class, a whole school."""

from __future__ import annotations

import uuid
from typing import cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_http_methods

from doorway.accounts.errors import Refusal
from doorway.plans.access import CONVERSATION_ROLES
from doorway.plans.actions.ordering import file_of, order_packet
from doorway.plans.actions.printing import file_name, print_plans
from doorway.plans.models import PacketOrder
from doorway.plans.packet import access
from doorway.plans.packet.copies import Wish
from doorway.plans.queries.packets import Roll, orders_of
from doorway.roster.access import WHOLE_PLAN, Viewer, shows, staff
from doorway.roster.middleware import ViewerRequest


@staff(*CONVERSATION_ROLES)
@shows(*WHOLE_PLAN)
@require_GET
def plan_pdf(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """One student's plan, a copy for each home; ``?now=1`` prints it as it stands also where a version was shared."""
    viewer = _viewer(request)
    roll = access.roll_of_student(viewer, student_id)
    return _made(request, roll, _wish(request, viewer), title="")


@staff(*CONVERSATION_ROLES)
@shows(*WHOLE_PLAN)
@require_GET
def class_packet(request: HttpRequest, class_id: uuid.UUID) -> HttpResponse:
    """The plans of a class: few enough to be made while one waits."""
    viewer = _viewer(request)
    try:
        school_class, roll = access.roll_of_class(viewer, class_id)
    except Refusal as refusal:
        return _refused(request, refusal)
    return _made(request, roll, _wish(request, viewer), title=school_class.title)


@staff("guardian", "student")
@require_GET
def own_plan_pdf(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """The shared plan for a guardian (the copy of their home) or the student, in the page's language."""
    viewer = _viewer(request)
    roll = access.roll_of_own(viewer, student_id)
    language = translation.get_language() or settings.LANGUAGE_CODE
    wish = Wish(language=language, readers=frozenset(viewer.person_ids))
    return _made(request, roll, wish, title="")


@staff(*access.SCHOOL_ROLES)
@shows(*WHOLE_PLAN)
@require_GET
def packets(request: HttpRequest) -> HttpResponse:
    """The schools that the viewer may print, and what they ordered today."""
    viewer = _viewer(request)
    context = {"schools": access.schools_for(viewer), "orders": orders_of(viewer)}
    return render(request, "plans/packets/packets.html", context)


@staff(*access.SCHOOL_ROLES)
@shows(*WHOLE_PLAN)
@require_http_methods(["GET", "POST"])
def school_packet(request: HttpRequest, school_id: uuid.UUID) -> HttpResponse:
    """A school's classes to print at once, and the whole school to order."""
    viewer = _viewer(request)
    school = access.school_for(viewer, school_id)
    if request.method != "POST" or viewer.user is None:
        context = {"school": school, "classes": access.classes_for(viewer, school), "languages": settings.LANGUAGES}
        return render(request, "plans/packets/school.html", context)
    try:
        access.roll_of_school(viewer, school)
    except Refusal as refusal:
        return _refused(request, refusal)
    order = order_packet(
        school=school,
        by=viewer.user,
        now=timezone.now(),
        language=_language(request.POST.get("language", "")),
        as_it_stands=request.POST.get("now") == "1",
    )
    return redirect("packet_order", order_id=order.pk)


@staff(*access.SCHOOL_ROLES)
@shows(*WHOLE_PLAN)
@require_GET
def packet_order(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """How far the packet is; the page looks again by itself until it is there."""
    order = access.order_for(_viewer(request), order_id)
    is_underway = order.status in {PacketOrder.Status.WAITING, PacketOrder.Status.WORKING}
    return render(request, "plans/packets/order.html", {"order": order, "is_underway": is_underway})


@staff(*access.SCHOOL_ROLES)
@shows(*WHOLE_PLAN)
@require_GET
def packet_file(request: HttpRequest, order_id: uuid.UUID) -> HttpResponseBase:
    """The file, once it is there."""
    order = access.order_for(_viewer(request), order_id)
    path = file_of(order)
    if order.status != PacketOrder.Status.READY or not path.exists():
        return redirect("packet_order", order_id=order.pk)
    answer = FileResponse(path.open("rb"), content_type="application/pdf")
    return _private(answer, file_name(order.school.slug, order.language))


def _made(request: HttpRequest, roll: Roll, wish: Wish, *, title: str) -> HttpResponse:
    viewer = _viewer(request)
    language = wish.language or translation.get_language() or settings.LANGUAGE_CODE
    try:
        packet = print_plans(roll, title=title, wish=wish, viewer=viewer, language=language, now=timezone.now())
    except Refusal as refusal:
        return _refused(request, refusal)
    name = file_name(title or roll.students[0].full_name, wish.language)
    return cast(HttpResponse, _private(HttpResponse(packet.pdf, content_type="application/pdf"), name))


def _private(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """Shown in the browser under a good name, and kept by nobody on the way."""
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "plans/packets/refused.html", {"sentence": str(refusal)}, status=409)


def _wish(request: HttpRequest, viewer: Viewer) -> Wish:
    return Wish(
        language=_language(request.GET.get("language", "")),
        as_it_stands=request.GET.get("now") == "1",
        questions=access.questions_for(viewer),
    )


def _language(code: str) -> str:
    """A language of the product, or each home's own."""
    if code and code not in dict(settings.LANGUAGES):
        raise Http404
    return code


def _viewer(request: HttpRequest) -> Viewer:
    return cast(ViewerRequest, request).viewer
