"""Who wrote a letter stays once readers have replied to it: the database sees to it."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard


def _school(row: str) -> str:
    """The school of a letter as text that can be compared; empty for one of the district."""
    return f"COALESCE(CAST({row}.school_id AS VARCHAR(40)), '')"


GUARDS = [
    # The replies, private ones among them, are read by whoever may write for the sender.
    trigger_guard(
        "letter_with_replies_keeps_its_sender",
        "announcements_announcement",
        "UPDATE OF school_id",
        f"({_school('NEW')} <> {_school('OLD')} "  # noqa: S608  # names of models
        "AND EXISTS (SELECT 1 FROM announcements_reply r WHERE r.announcement_id = OLD.id))",
        "a letter with replies keeps its sender",
    ),
]
