"""In which grade a student was in earlier school years: who repeats a grade, or skipped one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doorway.accounts.errors import Refusal
from doorway.roster.access import staff
from doorway.roster.access.marks import DECIDERS, record_to_decide
from doorway.roster.actions.grades import set_earlier_grade
from doorway.roster.core.grades import Said, year_name, year_of_grade
from doorway.roster.counting import what_follows
from doorway.roster.errors import GradeUnusual
from doorway.roster.forms import EarlierGradeForm
from doorway.roster.middleware import ViewerRequest
from doorway.roster.queries import YEARS_BEFORE, grades_of, replaced_grades_of
from doorway.roster.years import year_of_grades


@staff(*DECIDERS)
@require_http_methods(["GET", "POST"])
def earlier_grades(request: ViewerRequest, student_id: uuid.UUID) -> HttpResponse:
    """The grades of a student year by year; one of them is put right."""
    student = record_to_decide(request.viewer, student_id, page="earlier grades")
    now = timezone.now()
    today = timezone.localdate(now, student.district.zone)
    year = year_of_grade(Said(student.grade, student.grade_year), year_of_grades(student.district, today))
    years = [(one, year_name(one)) for one in range(year - 1, year - 1 - YEARS_BEFORE, -1)] if year else []
    form = EarlierGradeForm(years, request.POST or None) if years else None
    to_ask = ""
    if form is not None and form.is_valid():
        chosen, grade = int(form.cleaned_data["school_year"]), form.cleaned_data["grade"]
        asked = f"{chosen}:{grade}"
        # The box is about what the page asked, not about what was chosen afterwards.
        is_sure = form.cleaned_data["sure"] and request.POST.get("asked") == asked
        try:
            is_new = set_earlier_grade(
                student=student, school_year=chosen, grade=grade, by=request.viewer.user, now=now, is_sure=is_sure
            )
        except GradeUnusual as refusal:
            form = EarlierGradeForm(years, {"school_year": str(chosen), "grade": grade})
            form.add_error(None, str(refusal))
            to_ask = asked
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            names = {"student": student.full_name, "year": year_name(chosen)}
            if is_new:
                messages.success(request, _("The grade of %(student)s in %(year)s is saved.") % names)
            else:
                messages.info(request, _("That is what is known of %(student)s already. Nothing was changed.") % names)
            return redirect("earlier_grades", student_id=student.pk)
    with timezone.override(student.district.zone):
        context = {
            "student": student,
            "form": form,
            "years": grades_of(student, today),
            "asked": to_ask,
            "follows": what_follows(student, today),
            "replaced": replaced_grades_of(student),
        }
        status = 422 if form is not None and form.errors else 200
        return render(request, "roster/marks/grades.html", context, status=status)
