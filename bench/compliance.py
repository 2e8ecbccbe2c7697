"""How long it takes to count where every student of a large district stands, as of this minute.

    python -m bench.compliance                          # 65,000 students in SQLite
    python -m bench.compliance --postgresql             # in PostgreSQL too
    python -m bench.compliance --students 650000

Fills a district with schools, students, families, two years of conferences, shared plans and signatures (rows that the
triggers of ``compliance/following.py`` follow, as in real work), opens the pages of the follow-up through the whole
program, and compares what the database kept with a recount from nothing. Ends with 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "bench"
ROUNDS = 15
# Milliseconds, by how many students there are at most.
BARS = ((65_000, 150.0), (650_000, 1_000.0))
CHANGES_BAR = 2_000.0
# The evidence pack of a school of 2,400 students, as PDF.
EVIDENCE_BAR = 20_000.0
BATCH = 2_000
UPPER = frozenset({"07", "08", "09", "10", "11", "12"})
# School: grades, students in each.
ELEMENTARY, MIDDLE, HIGH = (range(7), 75), (range(7, 9), 350), (range(9, 13), 600)


def main() -> int:
    """Both databases, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench.compliance", description=__doc__)
    parser.add_argument("--students", type=int, default=65_000)
    parser.add_argument("--postgresql", action="store_true", help="measure in PostgreSQL too")
    parser.add_argument("--quick", action="store_true", help="fill without the triggers, then count from nothing once")
    parser.add_argument("--only", default="", help="sqlite or postgresql")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return inside(options.inside, options.students, quick=options.quick)
    from tests.servers import postgresql  # late: only where it is wanted

    missed = 0
    every = ("sqlite", *(["postgresql"] if options.postgresql else []))
    for engine in (options.only,) if options.only else every:
        home = KEPT / f"compliance-{engine}"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        server = postgresql.start() if engine == "postgresql" else None
        environment = os.environ | {
            "DOORWAY_HOME": str(home),
            "DOORWAY_DATABASE": server.address if server else "",
            "DOORWAY_DEBUG": "no",
            "DOORWAY_DEMO": "yes",
            "DOORWAY_ADDRESS": "http://localhost:8000",
            "DJANGO_SETTINGS_MODULE": "doorway.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }
        command = [sys.executable, "-m", "bench.compliance", "--students", str(options.students), "--inside", engine]
        command += ["--quick"] if options.quick else []
        try:
            missed |= subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        finally:
            if server:
                server.stop()
            shutil.rmtree(home, ignore_errors=True)
    return missed


def inside(engine: str, students: int, *, quick: bool) -> int:
    """Fill one database and measure it."""
    import django  # late: the settings are in this process's environment

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    began = time.perf_counter()
    filled = _Fill(students)
    if quick:
        _fill_quickly(filled)
    else:
        filled.all()
    how = "counted from nothing" if quick else "with everything that follows"
    print(f"{engine}: {students:,} students filled in, {how}, in {_since(began):.0f} s", flush=True)
    return _measure(engine, filled)


def _fill_quickly(filled: _Fill) -> None:
    from django.db import connection

    from doorway.accounts import guards
    from doorway.accounts.statistics import count_rows
    from doorway.compliance.following import recount

    with guards.lifted(connection):
        filled.all()
    recount(connection)
    count_rows()


def _since(began: float) -> float:
    return time.perf_counter() - began


def _in_batches(rows: Iterator[Any]) -> None:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            type(row).objects.bulk_create(batch)
            batch = []
    if batch:
        type(batch[0]).objects.bulk_create(batch)


class _Fill:
    """The invented district: rows as an import and two years of work leave them."""

    def __init__(self, students: int) -> None:
        from django.utils import timezone

        self.wanted, self.dice = students, random.Random(7)  # noqa: S311  # a bench, not a secret
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.schools: list[Any] = []
        self.students: list[tuple[Any, Any, int]] = []
        self.conferences: dict[Any, list[Any]] = {}
        self.hosts: dict[Any, Any] = {}

    def all(self) -> None:
        """Everything, in the order in which it comes to be."""
        from django.db import transaction

        with transaction.atomic():
            self.ground()
            self.people()
            self.repeated()
        with transaction.atomic():
            self.conferences_held()
        with transaction.atomic():
            self.plans()
        with transaction.atomic():
            self.classes()
        from doorway.accounts.statistics import count_rows

        count_rows()

    def ground(self) -> None:
        """District, years, schools, the adopted policy."""
        from doorway.accounts.models import District, User
        from doorway.compliance.actions.policies import begin_draft
        from doorway.compliance.models import BoardPolicy
        from doorway.roster.models import Membership, Person, School, SchoolYear

        self.district = District.objects.create(code="large", name="Large District")
        self.user = User.objects.for_mailbox("office@large.example")
        self.ruth = Person.objects.create(
            district=self.district, given_name="Ruth", family_name="Office", user=self.user, email=self.user.email
        )
        Membership.objects.create(district=self.district, person=self.ruth, role="district")
        first = self.today.year if self.today.month >= 7 else self.today.year - 1
        self.years = [
            SchoolYear.objects.create(
                district=self.district, name=f"{year}-{(year + 1) % 100:02d}", starts_on=date(year, 7, 1),
                ends_on=date(year + 1, 6, 30),
            )
            for year in (first - 1, first)
        ]  # fmt: skip
        draft = begin_draft(district=self.district, by=self.user, now=self.now)
        BoardPolicy.objects.filter(pk=draft.pk).update(
            status="adopted", adopted_on=date(first, 6, 14), starts_on=date(first, 7, 1), adopted_at=self.now
        )
        self.draft = begin_draft(district=self.district, by=self.user, now=self.now)
        self.draft.rules.filter(first_grade=-1).update(individual=3)
        self.shape = [ELEMENTARY, ELEMENTARY, ELEMENTARY, MIDDLE, HIGH]
        left, number = self.wanted, 0
        while left > 0:
            grades, each = self.shape[number % len(self.shape)]
            self.schools.append(
                School.objects.create(
                    district=self.district, name=f"School {number + 1}", slug=f"school-{number + 1}",
                    grades=",".join(_code(grade) for grade in grades),
                )
            )  # fmt: skip
            left -= len(grades) * each
            number += 1

    def people(self) -> None:
        """Students with a guardian each."""
        from doorway.roster.imports.plan.comparing import new_id
        from doorway.roster.models import Guardianship, Membership, Person

        families: list[Any] = []
        for number in range(len(self.schools)):
            grades, each = self.shape[number % len(self.shape)]
            for grade in grades:
                for place in range(each):
                    if len(self.students) == self.wanted:
                        break
                    student = Person(
                        id=new_id(), district=self.district, given_name=f"Student {place}",
                        family_name=f"Family {self.dice.randrange(9999)}", grade=_code(grade),
                        grade_year=self.years[1].ends_on.year,
                    )  # fmt: skip
                    guardian = Person(
                        id=new_id(), district=self.district, given_name="Guardian", family_name=student.family_name,
                        phone="435-555-0100",
                    )  # fmt: skip
                    families += [student, guardian]
                    self.students.append((student, guardian, number))
        _in_batches(iter(families))
        _in_batches(self._seats(Membership))
        _in_batches(
            Guardianship(district=self.district, student=student, guardian=guardian)
            for student, guardian, _number in self.students
        )

    def _seats(self, model: Any) -> Iterator[Any]:
        """Where each student is, and before it the schools where they were: ended, as rosters leave it.

        Whoever is in grade 7 or above was in an elementary school, whoever is in grade 9 or above in a middle school.
        In half of the schools the roster ends a role with the last day of school, in the others by the next roster.
        """
        elementary = [place for place in range(len(self.schools)) if self.shape[place % len(self.shape)] == ELEMENTARY]
        middle = [place for place in range(len(self.schools)) if self.shape[place % len(self.shape)] == MIDDLE]
        for student, _guardian, number in self.students:
            begins = None
            grade = 0 if student.grade == "KG" else int(student.grade)
            for places, last in ((elementary, ELEMENTARY[0][-1]), (middle, MIDDLE[0][-1])):
                if grade <= last or not places:
                    continue
                # The fall after the last grade of that school.
                year = self.years[1].starts_on.year - (grade - last - 1)
                ends = date(year, 6, 3) if number % 2 else date(year, 8, 14)
                yield model(
                    district=self.district, person=student, school=self.schools[self.dice.choice(places)],
                    role="student", begins_on=begins, ends_on=ends,
                )  # fmt: skip
                begins = date(year, 8, 15)
            yield model(
                district=self.district, person=student, school=self.schools[number], role="student", begins_on=begins
            )

    def repeated(self) -> None:
        """One in a hundred repeats the grade: enough that the database counts them, and not each alone."""
        from doorway.roster.models import EarlierGrade

        _in_batches(
            EarlierGrade(
                district=self.district, student=student, school_year=self.years[0].ends_on.year, grade=student.grade
            )
            for student, _guardian, _number in self.students
            if self.dice.random() < 0.01
        )

    def conferences_held(self) -> None:
        """Two falls: most families came, some to several teachers, in the upper grades to the counselor."""
        from doorway.conferences.models import Appointment, Conference, Host
        from doorway.roster.models import Membership, Person

        for school in self.schools:
            person = Person.objects.create(district=self.district, given_name="Host", family_name=school.name)
            Membership.objects.create(district=self.district, person=person, school=school, role="counselor")
            for year in self.years:
                conference = Conference.objects.create(
                    district=self.district, school=school, school_year=year, kind="sep", created_at=self.now,
                    status="published", published_at=self.now,
                )  # fmt: skip
                self.conferences.setdefault(school.pk, []).append(conference)
                self.hosts[conference.pk] = Host.objects.create(
                    district=self.district, conference=conference, person=person
                )
        _in_batches(iter(self._appointments(Appointment)))

    def _appointments(self, model: Any) -> Iterator[Any]:
        for student, guardian, number in self.students:
            school = self.schools[number]
            for back, conference in ((1, self.conferences[school.pk][0]), (0, self.conferences[school.pk][1])):
                if self.dice.random() > 0.8:
                    continue
                starts = self.now - timedelta(days=20 + 365 * back, minutes=self.dice.randrange(9000))
                yield model(
                    district=self.district, conference=conference, host=self.hosts[conference.pk], student=student,
                    guardian=guardian, starts_at=starts, ends_at=starts + timedelta(minutes=15), booked_at=starts,
                    attendance="came" if self.dice.random() < 0.9 else "no_show",
                )  # fmt: skip

    def plans(self) -> None:
        """Seven in ten have a shared plan, six in ten of these are signed by both."""
        from doorway.plans.core import document as doc
        from doorway.plans.models import Plan, PlanVersion, Signature

        plans = [
            Plan(district=self.district, student=student, school_year=self.years[1], kind="sep", grade=student.grade,
                 created_at=self.now)
            for student, _guardian, _number in self.students
            if self.dice.random() < 0.7
        ]  # fmt: skip
        _in_batches(iter(plans))
        empty = {"en": ""}
        content = doc.to_json(
            doc.PlanDocument(
                self.district.name, doc.School(""), "", "", doc.Student("", "", ""),
                doc.Kind("sep", empty, empty, empty, empty),
            )
        )  # fmt: skip
        versions = [
            PlanVersion(district=self.district, plan=plan, number=1, content=content, sha256="0" * 64,
                        # In one of ten a part is empty that the policy asks.
                        filled=1023 if self.dice.random() < 0.9 else 1021, created_by=self.user,
                        created_at=self.now - timedelta(days=10))
            for plan in plans
        ]  # fmt: skip
        _in_batches(iter(versions))
        _in_batches(iter(self._signatures(Signature, plans, versions)))

    def _signatures(self, model: Any, plans: list[Any], versions: list[Any]) -> Iterator[Any]:
        guardians = {student.pk: guardian for student, guardian, _number in self.students}
        for plan, version in zip(plans, versions, strict=True):
            if self.dice.random() < 0.6:
                for signer, person in (("guardian", guardians[plan.student_id]), ("student", plan.student)):
                    yield model(
                        district=self.district, version=version, signer=signer, person=person, typed_name="x",
                        version_sha256=version.sha256, signed_at=self.now - timedelta(days=5),
                    )  # fmt: skip

    def classes(self) -> None:
        """From grade 7 on nine in ten have a course plan of this year; one in ten lacks one of three classes."""
        from doorway.pathways.models import CatalogCourse, PlannedCourse, TranscriptCourse

        courses = [
            CatalogCourse.objects.create(
                district=self.district, code=f"C-{number}", title=f"Class {number}", units=1000, changed_at=self.now
            )
            for number in range(30)
        ]
        year, planned, taken = self.years[1].ends_on.year, [], []
        for student, _guardian, _number in self.students:
            if student.grade not in UPPER:
                continue
            chosen = self.dice.sample(courses, 3)
            taken += [
                TranscriptCourse(
                    district=self.district, student=student, code=course.code, school_year=year, state="in_progress",
                    units=1000, changed_at=self.now,
                )
                for course in (chosen[:2] if self.dice.random() < 0.1 else chosen)
            ]  # fmt: skip
            planned += [
                PlannedCourse(
                    district=self.district, student=student, course=course, school_year=year, status="approved",
                    role="counselor", proposed_by=self.ruth, proposed_at=self.now, decided_by=self.ruth,
                    decided_at=self.now, changed_at=self.now,
                )
                for course in (chosen if self.dice.random() < 0.9 else [])
            ]  # fmt: skip
        _in_batches(iter(planned))
        _in_batches(iter(taken))


def _code(grade: int) -> str:
    return "KG" if grade == 0 else f"{grade:02d}"


def _measure(engine: str, filled: _Fill) -> int:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from doorway.compliance.evidence import as_pdf, evidence_of
    from doorway.compliance.following import recount
    from doorway.compliance.models import Standing
    from doorway.compliance.queries.changing import changes
    from doorway.compliance.queries.policies import in_force
    from doorway.compliance.queries.standing import asked_by, lines, total

    settings.ALLOWED_HOSTS = ["testserver"]
    today, office = filled.today, filled.district
    asked, draft = asked_by(in_force(office, today), office, today), asked_by(filled.draft, office, today)
    if asked is None or draft is None:
        raise SystemExit("The policy asks for nothing.")
    client = Client()
    client.force_login(filled.user)
    largest = filled.schools[len(filled.shape) - 1]
    bar = next((most for students, most in BARS if filled.wanted <= students), BARS[-1][1])
    found = total(lines(asked))
    print(
        f"  {found.met:,} met, {found.plan:,} with a plan, {found.registered:,} registered as planned, "
        f"{found.sure:,} with everything"
    )
    next_year = filled.years[-1].ends_on + timedelta(days=90)
    missed = 0
    for name, most, act in (
        ("counted in the database", bar, lambda: lines(asked)),
        ("page: all schools", bar, lambda: _open(client, "/follow-up/")),
        ("page: the largest school", bar, lambda: _open(client, f"/follow-up/{largest.pk}/")),
        ("what another version changes", CHANGES_BAR, lambda: changes(asked, draft)),
        ("evidence pack, largest school", EVIDENCE_BAR, lambda: as_pdf(evidence_of(largest, now=timezone.now()), "en")),
        ("page: what it changes", CHANGES_BAR, lambda: _open(client, f"/office/policy/{filled.draft.pk}/changes/")),
        ("the same from next year on", CHANGES_BAR, lambda: _open_for(client, filled.draft.pk, next_year)),
    ):
        median, p95, worked = _timed(act)
        missed += median >= most
        verdict = "MISSED" if median >= most else ""
        numbers = f"{median:8.1f} ms median{p95:8.1f} p95{worked:8.1f} of the processor"
        print(f"  {name:<30}{numbers}   bar {most:.0f} {verdict}", flush=True)
    ways = _repeat(filled)
    median, p95, worked = _timed(
        lambda: changes(*(_asked_anew(filled, one) for one in (in_force(office, today), filled.draft)))
    )
    missed += median >= CHANGES_BAR
    numbers = f"{median:8.1f} ms median{p95:8.1f} p95{worked:8.1f} of the processor"
    print(f"  {f'what changes, {ways} ways':<30}{numbers}   bar {CHANGES_BAR:.0f}", flush=True)
    kept = list(Standing.objects.order_by("pk").values_list())
    began = time.perf_counter()
    recount(connection)
    print(f"  {'all of it from nothing (recount)':<36}{_since(began) * 1000:8.0f} ms")
    same = kept == list(Standing.objects.order_by("pk").values_list())
    print(f"  the rows kept by the database are {'the same as' if same else 'NOT the same as'} those of the recount")
    print(f"  load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return int(bool(missed) or not same)


def _asked_anew(filled: _Fill, policy: Any) -> Any:
    from doorway.compliance.queries.standing import asked_by

    return asked_by(policy, filled.district, filled.today)


def _repeat(filled: _Fill) -> int:
    """Six hundred students have each come to their grade in a way of their own: so many ways there are."""
    from doorway.compliance.models import Standing
    from doorway.roster.models import EarlierGrade, Person

    year = filled.years[-1].end_year
    chosen = [places for places in range(0, 2048, 2) if 1 <= places.bit_count() <= 4]
    students = [
        student
        for grade in ("11", "12")
        for student in Person.objects.filter(district=filled.district, grade=grade, earlier_grades=None).order_by("pk")[
            :300
        ]
    ]
    Person.objects.filter(pk__in=[one.pk for one in students]).update(grade_year=year)
    EarlierGrade.objects.bulk_create(
        EarlierGrade(
            district=filled.district, student=one, school_year=year - back, grade=f"{int(one.grade) - back + 1:02d}"
        )
        for place, one in enumerate(students)
        for back in range(1, 11)
        if chosen[place % 300] >> back & 1
    )
    return Standing.objects.exclude(earlier="").values("earlier").distinct().count()


def _open(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}.")


def _open_for(client: Any, draft: Any, starts_on: date) -> None:
    from doorway.compliance.models import BoardPolicy

    BoardPolicy.objects.filter(pk=draft).update(starts_on=starts_on)
    _open(client, f"/office/policy/{draft}/changes/")


def _timed(act: Callable[[], object]) -> tuple[float, float, float]:
    """Median and 95th percentile of the clock, and the median of this processor's work, in milliseconds.

    SQLite works in this process, PostgreSQL in another: there the last number is the program's share.
    """
    act(), act()
    times, work = [], []
    for _round in range(ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        act()
        times.append(_since(began) * 1000)
        work.append((time.process_time() - worked) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], statistics.median(work)


if __name__ == "__main__":
    sys.exit(main())
