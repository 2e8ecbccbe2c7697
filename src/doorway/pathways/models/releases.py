"""Occupations, wages and course codes as the outside releases have them: the same for every district of a country."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Release(models.Model):
    """A release that was taken in, as a whole: its name and year, and how much changed."""

    class Kind(models.TextChoices):
        ONET = "onet", _("Occupations")
        WAGES = "wages", _("Wages")
        SCED = "sced", _("National course codes")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    source_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    taken_in_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-taken_in_at", "-id"]

    def __str__(self) -> str:
        return self.name


class ReleaseLine(models.Model):
    """One line of the ledger: what a release changed. ``fields`` names what is different."""

    class Verdict(models.TextChoices):
        CREATED = "created", _("New")
        CHANGED = "changed", _("Changed")
        VANISHED = "vanished", _("No longer listed")

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="lines")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    fields = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["release", "verdict", "id"])]

    def __str__(self) -> str:
        return f"{self.verdict} {self.code}"


class Occupation(models.Model):
    """An occupation of O*NET. Lists are kept as they are shown: strongest or most important first."""

    code = models.CharField(max_length=10, primary_key=True)
    title = models.CharField(max_length=200)
    about = models.TextField()
    # Titles that people use: alternate titles and those that workers reported.
    titles = models.JSONField(default=list)
    # Interest by its letter (R, I, A, S, E, C) on the scale from 1 to 7.
    interests = models.JSONField(default=dict)
    job_zone = models.PositiveSmallIntegerField(null=True, blank=True)
    # Percent of those asked, for each of the twelve steps of education.
    education = models.JSONField(default=dict)
    # [[name, importance 1-5, level 0-7], …]
    skills = models.JSONField(default=list)
    knowledge = models.JSONField(default=list)
    tasks = models.JSONField(default=list)
    tools = models.JSONField(default=list)
    # Codes of related occupations, closest first.
    related = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.title


class WageGroup(models.Model):
    """Employment and wages of one group of the national statistics; an empty figure was not published."""

    code = models.CharField(max_length=7, primary_key=True)
    title = models.CharField(max_length=200)
    employment = models.PositiveIntegerField(null=True, blank=True)
    annual_median = models.PositiveIntegerField(null=True, blank=True)
    hourly_median = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.title


class NationalCourse(models.Model):
    """A course of the national table (SCED), by its five digits. The first two are its subject area."""

    code = models.CharField(max_length=5, primary_key=True)
    title = models.CharField(max_length=200)
    about = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
