"""``python -m bench.pages``: every page on a large district, with its bars; ends with 1 when one is missed."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass

from bench.pages.district import KEPT, ROOT, district
from bench.pages.measure import Measured
from rich import box
from rich.console import Console
from rich.table import Table

MOST_MS, MOST_QUERIES, MOST_BYTES = 100.0, 12, 60 * 1024
# Documents that are made while one waits read more kinds of things; tests/house/test_queries.py holds them to this too.
MOST_OF_A_FILE = 14
# A sign-in page sends those who are signed in, or who came without asking for a code, somewhere else; who has a single
# school is led to it at once.
MOVED = {
    "account_confirm_login_code",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "letters",
    "policy",
    "kept_words",
    "favicon",
    "results",
    "follow_up",
    "reading_letters",
}
# Documents that are made for printing when somebody asks: they take the time of their pages, and have no bar for it.
MADE = {
    "reading_letters_pdf",
    "reading_letter_pdf",
    "plan_pdf",
    "own_plan_pdf",
    "class_packet",
    "packet_file",
    "evidence_file",
    "evidence_csv",
}


@dataclass(frozen=True)
class Line:
    """A page in one database: of all roles the slowest, the most queries, the heaviest."""

    slowest: Measured
    queries: int
    first_visit: int
    size: int
    problem: str = ""

    @property
    def misses(self) -> list[str]:
        """Which bars it misses."""
        found = [self.problem] if self.problem else []
        if self.slowest.median >= MOST_MS and self.slowest.route not in MADE:
            found.append("time")
        if self.queries > (MOST_OF_A_FILE if self.slowest.route in MADE else MOST_QUERIES):
            found.append("queries")
        if self.first_visit > MOST_BYTES:
            found.append("weight")
        return found


def line_of(found: list[Measured]) -> Line:
    """The worst of the roles."""
    allowed = {200, 302} if found[0].route in MOVED | MADE else {200}
    if found[0].route == "reading_letters_pdf":
        allowed.add(409)  # a school whose letters all went by e-mail has none to print, and says so
    refused = [one for one in found if one.status not in allowed]
    problem = f"{refused[0].who}: {refused[0].status or 'not opened'} {refused[0].address}" if refused else ""
    return Line(
        slowest=max(found, key=lambda one: one.median),
        queries=max(one.queries for one in found),
        first_visit=max(one.first_visit for one in found),
        size=max(one.size for one in found),
        problem=problem,
    )


def run(engine: str, options: argparse.Namespace) -> list[Measured]:
    """Measure in one database; what was measured is kept in var/bench beside the district."""
    with district(engine, options.students, again=options.again) as here:
        command = [sys.executable, "-m", "bench.pages.measure", str(options.rounds), options.only]
        done = subprocess.run(command, cwd=ROOT, env=here.environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"Measuring in {engine} ended with {done.returncode}.")
    (KEPT / f"pages-{engine}.jsonl").write_text(done.stdout, encoding="utf-8")
    return [Measured(**json.loads(line)) for line in done.stdout.splitlines()]


def show(results: dict[str, list[Measured]], options: argparse.Namespace) -> int:
    """Print the table; the number of pages that miss a bar."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
    table.add_column("page", no_wrap=True)
    table.add_column("slowest for", no_wrap=True)
    for engine in results:
        table.add_column(f"{engine} ms", justify="right")
        table.add_column("p95", justify="right")
    table.add_column("queries", justify="right")
    table.add_column("KB", justify="right")
    table.add_column("first visit KB", justify="right")
    table.add_column("")
    pages: dict[str, dict[str, list[Measured]]] = defaultdict(lambda: defaultdict(list))
    for engine, found in results.items():
        for one in found:
            pages[one.route][engine].append(one)
    missed = 0
    for name, engines in pages.items():
        lines = {engine: line_of(found) for engine, found in engines.items()}
        misses = [f"{miss} ({engine})" for engine, line in lines.items() for miss in line.misses]
        missed += bool(misses)
        table.add_row(*_cells(name, lines), "[red]MISSED[/red] " + ", ".join(misses) if misses else "ok")
    table.add_section()
    bars = [text for _engine in results for text in (f"< {MOST_MS:.0f}", "")]
    table.add_row("bar", "", *bars, f"≤ {MOST_QUERIES}", "", f"≤ {MOST_BYTES // 1024}", "")
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    console.print(table)
    load = os.getloadavg()[0]
    console.print(
        f"{options.students:,} students; every page by each role that may open it, {options.rounds} times; "
        f"load of the machine {load:.1f} on {os.cpu_count()} cores."
    )
    if load > (os.cpu_count() or 1) + 1:
        console.print("The machine is busy with other work: times are longer than they are on a quiet one.")
    console.print(f"{len(pages) - missed} of {len(pages)} pages keep their bars.")
    return missed


def _cells(name: str, lines: dict[str, Line]) -> list[str]:
    first = next(iter(lines.values()))
    times = [text for line in lines.values() for text in (f"{line.slowest.median:.1f}", f"{line.slowest.p95:.1f}")]
    weight = max(line.first_visit for line in lines.values())
    return [
        name,
        first.slowest.who if first.slowest.status else "",
        *times,
        str(max(line.queries for line in lines.values())),
        f"{first.size / 1024:.1f}",
        f"{weight / 1024:.1f}" if weight else "",
    ]


def main() -> int:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--students", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=15, help="how often each page is opened, after two to warm up")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--postgresql", action="store_true", help="measure in PostgreSQL too, in a second column")
    parser.add_argument("--again", action="store_true", help="build the district anew")
    options = parser.parse_args()
    engines = ["sqlite", *(["postgresql"] if options.postgresql else [])]
    return 1 if show({engine: run(engine, options) for engine in engines}, options) else 0


if __name__ == "__main__":
    sys.exit(main())
