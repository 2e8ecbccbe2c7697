"""An adopted policy never changes, a written try stays, and standings follow: the database sees to it."""

from __future__ import annotations

from collections.abc import Iterator

from doorway.accounts.guards import Guard, trigger_guard
from doorway.compliance.core.years import EARLIEST, LATEST
from doorway.compliance.following import FOLLOWING

_PARTS = {
    "policy_text": "compliance_policytext",
    "policy_rule": "compliance_policyrule",
    "consultation": "compliance_consultation",
    "policy_keeping": "compliance_policykeeping",
}


def _frozen_parts() -> Iterator[Guard]:
    """Nothing comes to an adopted version, and nothing leaves it."""
    for name, table in _PARTS.items():
        for row, events in (("NEW", "INSERT, UPDATE"), ("OLD", "UPDATE, DELETE")):
            yield trigger_guard(
                f"{name}_of_adopted_{row.lower()}",
                table,
                events,
                f"(EXISTS (SELECT 1 FROM compliance_boardpolicy p WHERE p.id = {row}.policy_id "  # noqa: S608  # names
                "AND p.status <> 'draft'))",
                "an adopted policy never changes; write a new version",
            )


_APPROVED = (
    "school_id", "first_grade", "last_grade", "reason", "approved_on", "minutes", "language", "starts_on",
    "written_by_id", "written_at",
)  # fmt: skip
_MAYBE = (
    "individual", "group", "with_counselor", "group_with_counselor", "signatures", "due_month", "due_day", "ends_on",
)  # fmt: skip


def _same(row: str, name: str) -> str:
    """A column that may be none, as text that can be compared."""
    return f"COALESCE(CAST({row}.\"{name}\" AS VARCHAR(200)), '')"


_VERSION = (
    "district_id", "number", "citation", "starts_on", "adopted_on", "review_on", "kept_from", "asks", "created_by_id",
    "created_at", "adopted_by_id", "adopted_at",
)  # fmt: skip


_TRY = ("id", "district_id", "student_id", "how", "outcome", "note", "at", "by_id")


def _text(row: str, name: str) -> str:
    return f"COALESCE(CAST({row}.\"{name}\" AS TEXT), '')"


_TAKEN_BACK = (
    "(EXISTS (SELECT 1 FROM compliance_groupconference c WHERE c.id = {row}.conference_id "
    "AND c.taken_back_at IS NOT NULL{more}))"
)


def _decided(kind: str, district: str, moment: str) -> str:
    """The district office has decided, on record, to delete what is from before a day after this moment.

    The day is the district's and the moment is kept in UTC: in between lies less than a day.
    """
    return (
        f"EXISTS (SELECT 1 FROM compliance_keepingdecision d WHERE d.district_id = {district} "  # noqa: S608  # names
        f"AND d.kind = '{kind}' AND d.what = 'deleted' "
        f"AND SUBSTR(CAST({moment} AS VARCHAR(30)), 1, 10) <= CAST(d.before AS VARCHAR(10)))"
    )


_GROUP_DECIDED = _decided("groups", "c.district_id", "c.held_at")
_TIME_DECIDED = _decided("service_time", "OLD.district_id", 'OLD."on"')


def _people_of_taken_back() -> Iterator[Guard]:
    """Who came and who held it stays as it was written, until its time is over."""
    for name in ("guest", "host"):
        for part, row, event, more in (
            ("new", "NEW", "INSERT, UPDATE", ""),
            ("old", "OLD", "UPDATE", ""),
            ("gone", "OLD", "DELETE", f" AND NOT {_GROUP_DECIDED}"),
        ):
            yield trigger_guard(
                f"{name}s_of_taken_back_group_{part}",
                f"compliance_group{name}",
                event,
                _TAKEN_BACK.format(row=row, more=more),
                "a group conference that was taken back stays as it is",
            )


def _slip(*names: str) -> str:
    """One of these days is of no year in which anybody here lives."""
    found = (f"NEW.{name} < '{EARLIEST}' OR NEW.{name} > '{LATEST}'" for name in names)
    return "(" + " OR ".join(found) + ")"


GUARDS = [
    # What is adopted or approved is frozen, and a slip in its years with it.
    trigger_guard(
        "policy_days_are_of_our_time",
        "compliance_boardpolicy",
        "INSERT, UPDATE",
        f"(NEW.status = 'adopted' AND {_slip('adopted_on', 'starts_on', 'review_on')})",
        "a day of a policy is before 1970 or after 2199; check the year",
    ),
    trigger_guard(
        "hearing_is_of_our_time",
        "compliance_consultation",
        "INSERT, UPDATE",
        _slip("held_on"),
        "a hearing is before 1970 or after 2199; check the year",
    ),
    trigger_guard(
        "exception_days_are_of_our_time",
        "compliance_schoolexception",
        "INSERT",
        _slip("approved_on", "starts_on", "ends_on"),
        "a day of an exception is before 1970 or after 2199; check the year",
    ),
    trigger_guard(
        "adopted_policy_stays",
        "compliance_boardpolicy",
        "DELETE",
        "(OLD.status <> 'draft')",
        "an adopted policy never changes; write a new version",
    ),
    # That its adoption is taken back is all that may happen to it.
    trigger_guard(
        "adopted_policy_is_frozen",
        "compliance_boardpolicy",
        "UPDATE",
        "(OLD.status = 'taken_back' OR (OLD.status = 'adopted' AND (NEW.status <> 'taken_back' OR "
        + " OR ".join(f"{_text('NEW', name)} <> {_text('OLD', name)}" for name in _VERSION)
        + ")))",
        "an adopted policy never changes; write a new version",
    ),
    trigger_guard(
        "adopted_policy_starts_after_others",
        "compliance_boardpolicy",
        "INSERT, UPDATE",
        "(NEW.status = 'adopted' AND EXISTS (SELECT 1 FROM compliance_boardpolicy p WHERE p.id <> NEW.id "
        "AND p.district_id = NEW.district_id AND p.status = 'adopted' AND p.starts_on >= NEW.starts_on))",
        "a policy starts after the one before it",
    ),
    *_frozen_parts(),
    trigger_guard(
        "kept_figures_stay",
        "compliance_keptfigures",
        "UPDATE, DELETE",
        "(OLD.id IS NOT NULL)",
        "figures that were kept stay as they were",
    ),
    # That it is taken back, once, is all that may happen to it.
    trigger_guard(
        "contact_try_stays",
        "compliance_contacttry",
        "UPDATE",
        "(OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL OR "
        + " OR ".join(f"{_text('NEW', name)} <> {_text('OLD', name)}" for name in _TRY)
        + ")",
        "a written try stays",
    ),
    trigger_guard(
        "contact_try_goes_by_a_decision",
        "compliance_contacttry",
        "DELETE",
        f"(NOT {_decided('tries', 'OLD.district_id', 'OLD.at')})",
        "a written try stays",
    ),
    # Time of a school year that is over: what was taken back stays so, until its time is over.
    trigger_guard(
        "service_time_is_taken_back_once",
        "compliance_servicetime",
        "UPDATE",
        "(OLD.taken_back_at IS NOT NULL)",
        "time that was taken back stays as it is",
    ),
    trigger_guard(
        "service_time_taken_back_goes_by_a_decision",
        "compliance_servicetime",
        "DELETE",
        f"(OLD.taken_back_at IS NOT NULL AND NOT {_TIME_DECIDED})",
        "time that was taken back stays as it is",
    ),
    # What was taken back stays so, with who had come and who held it, until its time is over.
    trigger_guard(
        "group_conference_is_taken_back_once",
        "compliance_groupconference",
        "UPDATE",
        "(OLD.taken_back_at IS NOT NULL)",
        "a group conference that was taken back stays as it is",
    ),
    trigger_guard(
        "group_conference_goes_by_a_decision",
        "compliance_groupconference",
        "DELETE",
        f"(OLD.taken_back_at IS NOT NULL AND NOT {_decided('groups', 'OLD.district_id', 'OLD.held_at')})",
        "a group conference that was taken back stays as it is",
    ),
    *_people_of_taken_back(),
    trigger_guard(
        "keeping_decision_stays",
        "compliance_keepingdecision",
        "UPDATE, DELETE",
        "(OLD.id IS NOT NULL)",
        "what was decided about old records stays as it was written",
    ),
    trigger_guard(
        "record_hold_stays", "compliance_recordhold", "DELETE", "(OLD.id IS NOT NULL)", "a hold is lifted, not deleted"
    ),
    # Lifting it once is all that may happen to it.
    trigger_guard(
        "record_hold_is_lifted_once",
        "compliance_recordhold",
        "UPDATE",
        "(OLD.lifted_at IS NOT NULL OR NEW.kind <> OLD.kind OR NEW.reason <> OLD.reason OR NEW.set_at <> OLD.set_at"
        " OR NEW.set_by_id <> OLD.set_by_id)",
        "a hold is never rewritten",
    ),
    trigger_guard(
        "school_exception_stays",
        "compliance_schoolexception",
        "DELETE",
        "(OLD.id IS NOT NULL)",
        "what the board approved stays; withdraw it",
    ),
    # Withdrawing it is all that may happen to it, and that stays once its day has come. The clock of the database is in
    # UTC, a day ahead at most: a day that is yesterday there has come in every district.
    trigger_guard(
        "school_exception_is_kept",
        "compliance_schoolexception",
        "UPDATE",
        "("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _APPROVED)
        + " OR "
        + " OR ".join(f"{_same('NEW', name)} <> {_same('OLD', name)}" for name in _MAYBE)
        + f" OR {_text('NEW', 'reasons')} <> {_text('OLD', 'reasons')}"
        + " OR OLD.withdrawn_on < CURRENT_DATE)",
        "what the board approved is never rewritten",
    ),
    # Who withdrew it, and who let it hold after all, is written down before it is so.
    trigger_guard(
        "withdrawing_an_exception_is_written_down",
        "compliance_schoolexception",
        "UPDATE",
        f"({_same('NEW', 'withdrawn_on')} <> {_same('OLD', 'withdrawn_on')} AND NOT EXISTS (SELECT 1 "  # noqa: S608  # names
        f"FROM compliance_withdrawal w WHERE w.exception_id = NEW.id "
        f"AND {_same('w', 'since')} = {_same('NEW', 'withdrawn_on')} "
        "AND (NEW.withdrawn_by_id IS NULL OR NEW.withdrawn_by_id = w.by_id) "
        "AND w.number = (SELECT MAX(l.number) FROM compliance_withdrawal l WHERE l.exception_id = NEW.id)))",
        "who withdrew an exception, or let it hold, is written down first",
    ),
    trigger_guard(
        "withdrawal_stays",
        "compliance_withdrawal",
        "UPDATE, DELETE",
        "(OLD.id IS NOT NULL)",
        "who withdrew an exception, or let it hold, stays on record",
    ),
    *FOLLOWING,
]
