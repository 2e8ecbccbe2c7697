"""The district office writes a draft, sees what stands in the way, and adopts it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorway.accounts.errors import Refusal
from doorway.accounts.languages import in_words
from doorway.compliance.access import POLICY_ROLE, consultation_in, policies, policy_district, policy_for, rule_in
from doorway.compliance.actions.keeping_records import write_keeping
from doorway.compliance.actions.policies import (
    add_consultation,
    adopt,
    begin_draft,
    drop_draft,
    remove_consultation,
    remove_rule,
    take_back,
    write_policy,
    write_rule,
    write_sight,
)
from doorway.compliance.actions.survey import write_asks
from doorway.compliance.core.rules import Rule
from doorway.compliance.errors import ChangedMeanwhile, RuleGone
from doorway.compliance.forms import (
    AsksForm,
    ConsultationForm,
    KeepingForm,
    PolicyForm,
    RuleForm,
    SightForm,
    TakeBackForm,
)
from doorway.compliance.models import BoardPolicy, PolicyRule
from doorway.compliance.queries.changing import ChangeLine, changes, due_before, reckoned_for
from doorway.compliance.queries.drafts import (
    ASKS,
    KEEPING,
    SIGHT,
    Prints,
    as_seen,
    keeping_print,
    print_of,
    prints_of,
    rule_part,
    rule_print,
    seen_in,
    typed_print,
    typed_prints,
)
from doorway.compliance.queries.keeping import keeping_changes, times_of
from doorway.compliance.queries.policies import (
    asked_since,
    beginnings,
    begun_years,
    in_force,
    readiness,
    review_over,
    review_soon,
    rows_in_force,
    rules_of,
    today_in,
    unchanged_texts,
    year_for_names,
    year_of_names,
)
from doorway.compliance.queries.sight import sight_changes
from doorway.compliance.queries.standing import asked_of
from doorway.compliance.queries.survey import questions_for
from doorway.compliance.views.lost import rule_stays, words_stay
from doorway.compliance.views.saved import Saved
from doorway.compliance.wording import (
    RULE_PARTS,
    RuleWords,
    all_problem_words,
    asked_since_words,
    asks_words,
    due_before_words,
    grade_name,
    joined,
    keeping_change_words,
    keeping_words,
    moved_line,
    moved_words,
    rule_changes,
    rule_words,
    sight_change_words,
    sight_words,
)
from doorway.policy.packs import StatePack
from doorway.policy.queries import state_pack
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import School

CHANGES_PER_PAGE = 50


@staff(POLICY_ROLE)
@require_GET
def versions(request: ViewerRequest) -> HttpResponse:
    """Every version, and what there is to do with the policy."""
    district = policy_district(request.viewer)
    found = list(policies(request.viewer)[:50])
    today = today_in(district)
    current = in_force(district, today)
    context = {
        "district": district,
        "versions": [one for one in found if one.status == BoardPolicy.Status.ADOPTED],
        "taken_back": [one for one in found if one.status == BoardPolicy.Status.TAKEN_BACK],
        "draft": next((one for one in found if one.is_draft), None),
        "current": current,
        "today": today,
        "is_overdue": current is not None and review_over(current, today) is not None,
        "is_soon": current is not None and review_soon(current, today) is not None,
        "has_pack": state_pack(district).board is not None,
        "begins": beginnings(district),
    }
    return render(request, "compliance/versions.html", context)


@staff(POLICY_ROLE)
@require_POST
def new(request: ViewerRequest) -> HttpResponse:
    """Begin a draft."""
    district = policy_district(request.viewer)
    if request.viewer.user is None:
        return redirect("write_policy")
    asked = request.POST.get("like", "")
    like = int(asked) if asked.isdecimal() else None
    begins = beginnings(district).chosen(like)
    try:
        draft = begin_draft(district=district, by=request.viewer.user, now=timezone.now(), like=like)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("write_policy")
    if begins is not None:
        said = _("This draft begins like version %(number)s.")
        if begins.status == BoardPolicy.Status.TAKEN_BACK:
            said = _("This draft begins like version %(number)s, which was taken back.")
        messages.success(request, said % {"number": begins.number})
    return redirect("edit_policy", policy_id=draft.pk)


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
@words_stay
def edit(request: ViewerRequest, policy_id: uuid.UUID) -> HttpResponse:
    """A draft: what stands in the way, its rules, its hearings, its text."""
    found = policy_for(request.viewer, policy_id)
    if not found.is_draft:
        return redirect("policy_version", district_code=found.district.code, number=found.number)
    prefetch_related_objects([found], "rules", "texts", "consultations", "keepings")
    form = PolicyForm(request.POST or None, policy=found)
    if request.method == "POST" and form.is_valid():
        refused = _refused(request, form, found)
        if refused is not None:
            return refused
        return redirect(_next_page(request.POST.get("then", ""), found))
    return _draft_page(request, found, form)


# Buttons of the draft's page that lead to another one save first what was typed: by name, what they lead to.
_NEXT = {
    "changes": "policy_changes", "rule": "policy_rule", "new_rule": "new_policy_rule", "sight": "policy_sight",
    "keeping": "policy_keeping", "asks": "policy_asks", "heard": "new_consultation",
}  # fmt: skip


def _next_page(then: str, found: BoardPolicy) -> str:
    """Where a button of the draft's page leads, once everything is saved: ``rule:<id>``, or a name; else back to it."""
    name, _colon, row = then.partition(":")
    if name not in _NEXT:
        return reverse("edit_policy", args=[found.pk])
    try:
        return reverse(_NEXT[name], args=[found.pk, *([row] if row else [])])
    except NoReverseMatch:
        return reverse("edit_policy", args=[found.pk])


def _saved_first(request: ViewerRequest, found: BoardPolicy) -> HttpResponse | None:
    """What was typed on the draft's page is saved before a button beside it does its own; the page again where that
    cannot be."""
    if "citation" not in request.POST or not found.is_draft:
        return None
    form = PolicyForm(request.POST, policy=found)
    if form.is_valid():
        return _refused(request, form, found) if form.has_changed() else None
    return _draft_page(request, found, form)


def _draft_page(
    request: ViewerRequest, found: BoardPolicy, form: PolicyForm, meanwhile: Sequence[Saved] | None = None
) -> HttpResponse:
    today = today_in(found.district)
    years = begun_years(found.district, today)
    pack, year = state_pack(found.district), year_of_names(years, today)
    ready = readiness(found, today=today, years=years)
    touched = {place for one in ready.rules for place in one.rules}
    rows = list(found.rules.all())
    in_order = rows_in_force(found.district, today)
    current = in_order[0].policy if in_order else None
    context = {
        "policy": found,
        "current": current,
        "same": _same(found, current),
        "form": form,
        "contradictions": all_problem_words(ready.rules, pack, year),
        "missing": all_problem_words(ready.rest, pack, year),
        "rules": _listed(rows, [row.as_rule for row in in_order], touched, pack, year),
        "hearings": list(found.consultations.all()),
        "sights": sight_words(found),
        "keepings": keeping_words(found),
        "asked": asks_words(found),
        "review_over": None if ready.all else review_over(found, today),
        "asked_since": None if ready.all else asked_since_words(asked_since(found), pack, year),
        "meanwhile": meanwhile,
        "seen": _seen(request, typed_prints(found), is_new=meanwhile is not None),
    }
    return render(request, "compliance/edit.html", context, status=422 if form.errors else 200)


def _seen(request: ViewerRequest, now: Prints, *, is_new: bool) -> str:
    """What a page shows of the draft: as it is, or as it was when a page was opened that comes back with errors.

    ``is_new``: it comes back because somebody else was quicker, and shows what they saved.
    """
    return as_seen(now) if is_new or "seen" not in request.POST else request.POST["seen"]


@dataclass(frozen=True)
class _ListedRule:
    """A rule of a draft in words; whether it contradicts another, and whether the version in force has it, too."""

    row: PolicyRule
    words: RuleWords
    is_touched: bool
    is_kept: bool

    @property
    def is_open(self) -> bool:
        """It has to be looked at."""
        return self.is_touched or not self.is_kept


def _listed(
    rows: Sequence[PolicyRule], current: Sequence[Rule], touched: Container[int], pack: StatePack, year: int
) -> list[_ListedRule]:
    # Without a version in force every rule comes from the state's pack: none is more to look at than another.
    return [
        _ListedRule(
            row,
            rule_words(row.as_rule, pack, year),
            is_touched=place in touched,
            is_kept=not current or row.as_rule in current,
        )
        for place, row in enumerate(rows)
    ]


def _same(found: BoardPolicy, current: BoardPolicy | None) -> dict[str, bool]:
    """Which parts of a draft are as in the version in force, so that they can be folded; all where there is none."""
    if current is None:
        return {"sight": True, "keeping": True}
    times, before = times_of(found), times_of(current)
    said = [{kind: (row.years, row.citation, row.is_named) for kind, row in one.items()} for one in (times, before)]
    return {"sight": found.kept_from == current.kept_from, "keeping": said[0] == said[1]}


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
@rule_stays
def new_rule(request: ViewerRequest, policy_id: uuid.UUID) -> HttpResponse:
    """Add a rule to a draft."""
    return _rule_page(request, policy_for(request.viewer, policy_id), None)


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
@rule_stays
def rule(request: ViewerRequest, policy_id: uuid.UUID, rule_id: uuid.UUID) -> HttpResponse:
    """Change a rule of a draft."""
    found = policy_for(request.viewer, policy_id)
    return _rule_page(request, found, rule_in(found, rule_id), is_new=False)


@staff(POLICY_ROLE)
@require_POST
@words_stay
def drop_rule(request: ViewerRequest, policy_id: uuid.UUID, rule_id: uuid.UUID) -> HttpResponse:
    """Take a rule out of a draft."""
    found = policy_for(request.viewer, policy_id)
    unsaved = _saved_first(request, found)
    if unsaved is not None:
        return unsaved
    row = rule_in(found, rule_id)
    if row is None:
        messages.success(request, _("Somebody else has taken it out already."))
    else:
        _do(request, partial(remove_rule, row=row, now=timezone.now()), _("The rule is taken out."))
    return redirect("edit_policy", policy_id=policy_id)


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
def sight(request: ViewerRequest, policy_id: uuid.UUID) -> HttpResponse:
    """From whom a draft keeps what of a student's record."""
    found = policy_for(request.viewer, policy_id)
    if not found.is_draft:
        return redirect("policy_version", district_code=found.district.code, number=found.number)
    form = SightForm(_posted(request), policy=found)
    meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            write_sight(policy=found, kept_from=form.kept_from, now=timezone.now(), seen=_read(request))
        except ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            found = policy_for(request.viewer, policy_id)
            nobody = _("nobody")
            meanwhile = [Saved(", ".join(one.kinds), one.kept_from or nobody) for one in sight_words(found)]
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('edit_policy', args=[policy_id])}#seen-by")
    seen = _seen(request, {SIGHT: print_of(found.kept_from)}, is_new=meanwhile is not None)
    context = {"policy": found, "form": form, "meanwhile": meanwhile, "seen": seen}
    return render(request, "compliance/sight.html", context, status=422 if form.errors else 200)


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
def keeping(request: ViewerRequest, policy_id: uuid.UUID) -> HttpResponse:
    """How long a draft keeps records beside a student's file."""
    found = policy_for(request.viewer, policy_id)
    if not found.is_draft:
        return redirect("policy_version", district_code=found.district.code, number=found.number)
    form = KeepingForm(_posted(request), policy=found)
    meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            write_keeping(policy=found, times=form.times, now=timezone.now(), seen=_read(request))
        except ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            found = policy_for(request.viewer, policy_id)
            meanwhile = [Saved(one.kind, f"{one.time} ({one.citation})") for one in keeping_words(found)]
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('edit_policy', args=[policy_id])}#kept")
    seen = _seen(request, {KEEPING: keeping_print(found)}, is_new=meanwhile is not None)
    context = {"policy": found, "form": form, "meanwhile": meanwhile, "seen": seen}
    return render(request, "compliance/keeping.html", context, status=422 if form.errors else 200)


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
def asks(request: ViewerRequest, policy_id: uuid.UUID) -> HttpResponse:
    """Whom a draft asks after a conference how it was."""
    found = policy_for(request.viewer, policy_id)
    if not found.is_draft:
        return redirect("policy_version", district_code=found.district.code, number=found.number)
    form = AsksForm(_posted(request), initial={"asks": found.asks})
    meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            write_asks(policy=found, asks=form.cleaned_data["asks"], now=timezone.now(), seen=_read(request))
        except ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            found = policy_for(request.viewer, policy_id)
            meanwhile = [Saved(_("Ask"), asks_words(found))]
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('edit_policy', args=[policy_id])}#asks")
    seen = _seen(request, {ASKS: print_of(sorted(found.asks))}, is_new=meanwhile is not None)
    context = {"policy": found, "form": form, "meanwhile": meanwhile, "seen": seen}
    context |= {"questions": questions_for(found.district, "guardian")}
    return render(request, "compliance/asks.html", context, status=422 if form.errors else 200)


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
@words_stay
def new_consultation(request: ViewerRequest, policy_id: uuid.UUID) -> HttpResponse:
    """Write down who was heard."""
    found = policy_for(request.viewer, policy_id)
    if not found.is_draft:
        return redirect("policy_version", district_code=found.district.code, number=found.number)
    form = ConsultationForm(request.POST or None)
    if form.is_valid():
        try:
            add_consultation(policy=found, now=timezone.now(), looked_at=form.looked_at, **form.values)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Written down."))
            return redirect("edit_policy", policy_id=policy_id)
    status = 422 if form.errors else 200
    return render(request, "compliance/consultation.html", {"policy": found, "form": form}, status=status)


@staff(POLICY_ROLE)
@require_POST
@words_stay
def drop_consultation(request: ViewerRequest, policy_id: uuid.UUID, consultation_id: uuid.UUID) -> HttpResponse:
    """Take a hearing out of a draft."""
    found = policy_for(request.viewer, policy_id)
    unsaved = _saved_first(request, found)
    if unsaved is not None:
        return unsaved
    row = consultation_in(found, consultation_id)
    if row is None:
        messages.success(request, _("Somebody else has taken it out already."))
    else:
        _do(request, partial(remove_consultation, consultation=row, now=timezone.now()), _("Taken out."))
    return redirect("edit_policy", policy_id=policy_id)


@staff(POLICY_ROLE)
@require_GET
def what_changes(request: ViewerRequest, policy_id: uuid.UUID) -> HttpResponse:
    """What a version would change for whom on the day on which it begins to hold, against what holds until then."""
    found = policy_for(request.viewer, policy_id)
    prefetch_related_objects([found], "rules", "texts", "consultations", "keepings")
    district, today = found.district, today_in(found.district)
    schools = list(School.objects.filter(district=district))
    day = reckoned_for(district, found.starts_on, today)
    ready = readiness(found, today=today, schools=schools, years=day.held.years)
    # One that is adopted and does not hold yet would be held against itself on its own day.
    is_itself = day.is_later and not found.is_draft
    in_order = rows_in_force(district, day.on - timedelta(days=1) if is_itself else day.on)
    pack, year = state_pack(district), year_of_names(day.held.years, day.on)
    current = in_order[0].policy if in_order else None
    now = asked_of([row.as_rule for row in in_order], district, day.on, day.held) if in_order else None
    then = asked_of(rules_of(found), district, day.on, day.held)
    names = {school.pk: school.name for school in schools}
    rows = [] if then is None else changes(now, then, day)
    rows.sort(key=lambda row: (names.get(row.school, ""), row.grade))
    moving = [row for row in rows if row.is_moving]
    differing = [] if then is None else rule_changes(now, then, pack, year)
    context = {
        "policy": found,
        "current": current,
        "any_unsure": any(not one.knows(part) for one in (now, then) if one is not None for part in one.parts),
        "still": _still(rows, names),
        "still_grades": len(rows) - len(moving),
        "day": day,
        "seen": as_seen(prints_of(found)) if found.is_draft else "",
        "due": [] if then is None else due_before_words(due_before(now, then)),
        "exceptions": len(day.held.exceptions),
        "rules": differing,
        "left": [one.grades for one in differing if one.then is None],
        "sight": [sight_change_words(one) for one in sight_changes(district, current, found, today)],
        "asked": [] if current is not None and current.asks == found.asks else [asks_words(found)],
        "keeping": [keeping_change_words(one) for one in keeping_changes(district, current, found, today)],
        "page": Paginator([moved_line(row, names) for row in moving], CHANGES_PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "students": sum(row.students for row in rows),
        "moved": moved_words(rows, names),
        "unchanged": [in_words(code) for code in unchanged_texts(found)] if found.is_draft else [],
        "problems": all_problem_words(ready.all, pack, year),
        "review_over": review_over(found, today),
        "asked_since": asked_since_words(asked_since(found), pack, year),
    }
    return render(request, "compliance/changes.html", context)


def _still(rows: Iterable[ChangeLine], names: Mapping[uuid.UUID, str]) -> list[tuple[str, str]]:
    """The schools with their grades of which something else is asked and nobody would stand otherwise today."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if not row.is_moving:
            found.setdefault(names.get(row.school, ""), []).append(grade_name(row.grade))
    return [(name, joined(grades)) for name, grades in found.items()][:CHANGES_PER_PAGE]


@staff(POLICY_ROLE)
@require_POST
def adopt_policy(request: ViewerRequest, policy_id: uuid.UUID) -> HttpResponse:
    """The board has adopted it."""
    found, user = policy_for(request.viewer, policy_id), request.viewer.user
    if user is not None and _do(
        request,
        partial(
            adopt,
            policy=found,
            by=user,
            now=timezone.now(),
            text_fits="text_fits" in request.POST,
            seen=_read(request),
        ),
        _("The policy is adopted. Everybody can read it, and nobody can change it any more."),
    ):
        return redirect("policy_version", district_code=found.district.code, number=found.number)
    return redirect("policy_changes", policy_id=policy_id)


@staff(POLICY_ROLE)
@require_POST
def drop(request: ViewerRequest, policy_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    found = policy_for(request.viewer, policy_id)
    _do(request, lambda: drop_draft(policy=found), _("The draft is thrown away."))
    return redirect("write_policy")


@staff(POLICY_ROLE)
@require_http_methods(["GET", "POST"])
def take_back_policy(request: ViewerRequest, policy_id: uuid.UUID) -> HttpResponse:
    """The adoption of a version that does not hold yet is taken back."""
    found = policy_for(request.viewer, policy_id)
    form = TakeBackForm(request.POST or None)
    if form.is_valid() and request.viewer.user is not None:
        try:
            take_back(policy=found, why=form.cleaned_data["why"], by=request.viewer.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The version is taken back: it will not hold. It stays on record."))
            return redirect("write_policy")
    context = {"policy": found, "form": form, "can": found.can_be_taken_back(today_in(found.district))}
    return render(request, "compliance/take_back.html", context, status=422 if form.errors else 200)


def _posted(request: ViewerRequest) -> Any:
    """What was sent, also where everything was left empty; none when nothing was."""
    return request.POST if request.method == "POST" else None


def _read(request: ViewerRequest) -> dict[str, str]:
    """What the page showed from which this was sent; nothing where it does not say."""
    return seen_in(request.POST.get("seen", ""))


def _refused(request: ViewerRequest, form: PolicyForm, found: BoardPolicy) -> HttpResponse | None:
    """Write down what was typed on the draft's page; the page again where that is refused."""
    names = ("citation", "adopted_on", "starts_on", "review_on")
    values: dict[str, Any] = {name: form.cleaned_data[name] for name in names}
    try:
        write_policy(policy=found, wordings=form.wordings, now=timezone.now(), seen=_read(request), **values)
    except ChangedMeanwhile as refusal:
        return _beside_what_is_saved(request, found, refusal)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _draft_page(request, found, form)
    if form.has_changed():
        messages.success(request, _("Saved."))
    return None


def _beside_what_is_saved(request: ViewerRequest, found: BoardPolicy, refusal: ChangedMeanwhile) -> HttpResponse:
    """The draft's page with what was typed, and what somebody else saved in the same places meanwhile.

    A place in which nothing was typed takes what they saved, so that saving again does not undo it.
    """
    found = policy_for(request.viewer, found.pk)
    prefetch_related_objects([found], "rules", "texts", "consultations", "keepings")
    seen, typed, saved = _read(request), request.POST.copy(), PolicyForm(policy=found)
    both = []
    for name in refusal.parts:
        value = saved.initial.get(name) or ""
        if typed_print(typed.get(name, "")) == seen[name]:
            typed[name] = str(value)
        else:
            text = date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value) or _("nothing")
            label = str(saved.fields[name].label)
            both.append(Saved(label, text, name.partition("_")[2] if name.startswith(("title_", "body_")) else ""))
    form = PolicyForm(typed, policy=found)
    form.is_valid()
    form.add_error(None, str(refusal))
    return _draft_page(request, found, form, both)


def _rule_page(
    request: ViewerRequest, found: BoardPolicy, row: PolicyRule | None, *, is_new: bool = True
) -> HttpResponse:
    if not found.is_draft:
        return redirect("policy_version", district_code=found.district.code, number=found.number)
    is_gone = row is None and not is_new
    if is_gone and request.method != "POST":
        messages.error(request, _("Somebody else has taken this rule out meanwhile."))
        return redirect("edit_policy", policy_id=found.pk)
    pack, year = state_pack(found.district), year_for_names(found.district, today_in(found.district))
    form = RuleForm(_posted(request), pack=pack, year=year, row=row)
    meanwhile = None
    if is_gone:
        form.add_error(None, str(RuleGone()))
    elif form.is_valid():
        try:
            write_rule(policy=found, rule=form.rule, row=row, now=timezone.now(), seen=_read(request))
        except ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            row = None if row is None else rule_in(found, row.pk)
            meanwhile = [] if row is None else _saved_rule(row, pack, year)
        except RuleGone as refusal:
            # What was typed stays, and the next press adds it as a new rule.
            form.add_error(None, str(refusal))
            row = None
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("edit_policy", policy_id=found.pk)
    now = {} if row is None else {rule_part(row): rule_print(row)}
    seen = "" if row is None else _seen(request, now, is_new=meanwhile is not None)
    context = {"policy": found, "row": row, "form": form, "meanwhile": meanwhile, "seen": seen}
    return render(request, "compliance/rule.html", context, status=422 if form.errors else 200)


def _saved_rule(row: PolicyRule, pack: StatePack, year: int) -> list[Saved]:
    """What somebody else has saved in a rule, part by part."""
    words = rule_words(row.as_rule, pack, year)
    parts = [(str(label), getattr(words, name)) for name, label in RULE_PARTS.items()]
    return [Saved(label, text) for label, text in [(_("Grades"), words.grades), *parts] if text]


def _do(request: ViewerRequest, act: Callable[[], object], said: str) -> bool:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, said)
    return True
