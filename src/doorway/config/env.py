"""The one table of settings: every knob an installation can turn, with its default and what it does.

The documentation, the ``doorway settings`` command and the settings module all read this table.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


class SettingError(ValueError):
    """A setting has a value that Doorway cannot use; the message names it and what to write instead."""


@dataclass(frozen=True)
class Setting:
    """One knob: its environment variable, its default (as text) and one sentence of help."""

    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("DOORWAY_HOME", "var", "Folder for the small database, the secret key and kept files."),
    Setting("DOORWAY_DATABASE", "", "postgresql://user:password@host:port/name, or empty for SQLite in DOORWAY_HOME."),
    Setting("DOORWAY_SECRET_KEY", "", "Signing key. When empty, one is made and kept in DOORWAY_HOME."),
    Setting("DOORWAY_HOSTS", "localhost,127.0.0.1", "Host names this installation answers to, separated by commas."),
    Setting("DOORWAY_ADDRESS", "http://localhost:8000", "The address people open; links in e-mail begin with it."),
    Setting("DOORWAY_DEMO", "no", "yes: one-click sign-in as the cast and a readable outbox. Never on real records."),
    Setting("DOORWAY_DEBUG", "no", "yes: Django's error pages with details. Never on real records."),
    Setting("DOORWAY_STATE", "utah", "The state pack: a folder name below packs/, or a path to a pack."),
    Setting("DOORWAY_MAIL", "outbox", "outbox: keep mail readable in the demo; smtp: send through DOORWAY_SMTP."),
    Setting("DOORWAY_SMTP", "smtp://localhost:25", "smtp[s]://user:password@host:port used when DOORWAY_MAIL is smtp."),
    Setting(
        "DOORWAY_FROM", "Doorway <doorway@localhost>", "From address of every message and organizer of invitations."
    ),
    Setting("DOORWAY_VANISH_LIMIT", "10", "Percent of students that may vanish from a roster before the import asks."),
    Setting("DOORWAY_CLUSTER", "", "tcp://host:port of a Dask scheduler that computes growth; empty: this machine."),
    Setting("DOORWAY_GROWTH_AMONG", "", "A CSV of core tests of other districts, without names, to compare growth in."),
    Setting(
        "DOORWAY_SCORES_BY_EMAIL",
        "yes",
        "no: charts and scores are in no e-mail, also where a guardian asked for them.",
    ),
    Setting("DOORWAY_PROXIES", "0", "How many trusted proxies stand in front; needed for limits per address."),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def value(name: str) -> str:
    """The setting's value: from the environment, or from the file named by NAME_FILE, or its default."""
    setting = _BY_NAME[name]
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, setting.default)


def yes(name: str) -> bool:
    """The setting as a yes or no."""
    text = value(name).strip().lower()
    if text in {"yes", "true", "1"}:
        return True
    if text in {"no", "false", "0", ""}:
        return False
    raise SettingError(f"{name} is {text!r}. Write yes or no.")


def number(name: str) -> int:
    """The setting as a whole number."""
    text = value(name)
    try:
        return int(text)
    except ValueError:
        raise SettingError(f"{name} is {text!r}. Write a whole number.") from None


def names(name: str) -> list[str]:
    """The setting as a list of names."""
    return [part.strip() for part in value(name).split(",") if part.strip()]
