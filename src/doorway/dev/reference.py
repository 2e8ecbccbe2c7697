"""The pages of ``docs/reference`` that are made from the code: ``python -m doorway.dev.reference [write | check]``.

Commands come from the Typer app, settings from the table in ``config/env.py``, addresses from the URL table with the
first sentence of each view. ``check`` (the default) names the pages that no longer say what the code does; a test runs
it, so that none of them can go stale.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# What pages of libraries do here; their own docstrings speak to developers.
OF_LIBRARIES = {
    "set_language": "Choose the language of the pages.",
    "account_request_login_code": "Ask for a code by e-mail.",
    "account_logout": "Sign out.",
}
PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference"
NOTE = "<!-- Made by `python -m doorway.dev.reference write`; change the code, not this page. -->"


def commands() -> str:
    """Every command with its arguments and options, as Typer's own help has them."""
    import typer.main  # late: Django must be set up before the commands load

    import doorway.cli.commands  # noqa: F401  # registers the commands on ``app``
    from doorway.cli.app import app

    lines = ["# Commands", NOTE, "", "`.venv/bin/doorway` runs them; `--help` behind any of them says the same.", ""]
    for path, command in _commands(typer.main.get_command(app), ()):
        lines += [f"## doorway {' '.join(path)}", "", _sentence(command.help or ""), ""]
        parameters = [found for found in command.params if found.name != "help"]
        if parameters:
            lines += ["| | |", "| --- | --- |"]
            lines += [f"| `{_spelled(found)}` | {_told(found)} |" for found in parameters]
            lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def settings() -> str:
    """Every setting with its default and its sentence."""
    from doorway.config.env import SETTINGS  # late: the same reason

    lines = [
        "# Settings",
        NOTE,
        "",
        "Set them in the environment. A setting can also stand in a file: `DOORWAY_SECRET_KEY_FILE=/run/secrets/key`",
        "reads the value from there. `doorway check` says what is wrong with an installation, `doorway settings`",
        "prints this list.",
        "",
        "| setting | default | what it does |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{one.name}` | {f'`{one.default}`' if one.default else 'empty'} | {one.help} |" for one in SETTINGS]
    return "\n".join(lines) + "\n"


def addresses() -> str:
    """Every address, by the module of the URL table that brings it."""
    from django.urls import get_resolver  # late: the same reason

    lines = [
        "# Addresses",
        NOTE,
        "",
        "Who may open which is written down in `tests/house/routes.py` and tested there.",
        "",
    ]
    groups: dict[str, tuple[str, list[str]]] = {}
    for module, route, entry in _routes(get_resolver(), ""):
        _title, rows = groups.setdefault(module.__name__, (_sentence(module.__doc__ or ""), []))
        page = OF_LIBRARIES.get(entry.name) or _sentence(inspect.unwrap(entry.callback).__doc__ or "")
        rows.append(f"| `/{route}` | {page} |")
    for title, rows in groups.values():
        lines += [f"## {title.rstrip('.')}", "", "| address | page |", "| --- | --- |", *rows, ""]
    return "\n".join(lines).rstrip() + "\n"


MADE = {"commands.md": commands, "settings.md": settings, "addresses.md": addresses}


def stale() -> list[str]:
    """Names of pages that differ from what the code would make."""
    return [name for name, make in MADE.items() if not _is(PAGES / name, make())]


def write() -> None:
    """Write every page."""
    PAGES.mkdir(parents=True, exist_ok=True)
    for name, make in MADE.items():
        (PAGES / name).write_text(make(), encoding="utf-8")


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
        return
    for name in sorted(below):
        yield from _commands(below[name], (*path, name))


def _spelled(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    names = " / ".join([*parameter.opts, *parameter.secondary_opts])
    return names if parameter.is_flag else f"{names} {parameter.name.upper()}"


def _told(parameter: Any) -> str:
    told = _sentence(getattr(parameter, "help", None) or "")
    if parameter.required:
        return f"{told} Must be given.".strip()
    if parameter.default in (None, "", False):
        return told
    return f"{told} (default: {parameter.default})".strip()


def _routes(resolver: Any, prefix: str, module: Any = None) -> Iterator[tuple[Any, str, Any]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from _routes(entry, route, entry.urlconf_module)
        else:
            yield module or sys.modules["doorway.config.urls"], route, entry


def _sentence(text: str) -> str:
    """The first paragraph on one line, fit for a table."""
    return " ".join(text.strip().split("\n\n")[0].split()).replace("|", "\\|").replace("``", "`")


def main() -> int:
    """Check or write; 1 when a page is stale."""
    from doorway.cli.app import set_up  # late: the commands need Django, this module's import does not

    set_up()
    if sys.argv[1:] == ["write"]:
        write()
        return 0
    found = stale()
    for name in found:
        print(f"docs/reference/{name} is not what the code says. Run: python -m doorway.dev.reference write")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
