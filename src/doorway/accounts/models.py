"""The district (every row's owner) and the user (whoever proves to hold a mailbox)."""

from __future__ import annotations

import uuid
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class District(models.Model):
    """A school district: the owner of every record. One installation can host several."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    state_pack = models.CharField(max_length=80, default="utah")
    time_zone = models.CharField(max_length=60, default="America/Denver")
    phone = models.CharField(max_length=40, blank=True)
    vanish_limit_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    # Another value whenever what students are held against changes, and empty while the district has nothing of its
    # own: every page has the district at hand, so what was read for one value is never used for another.
    requirements_mark = models.UUIDField(null=True, blank=True, editable=False)
    # The school year, by its end, of which the grades on file are: written with each roster, which comes weeks after
    # the calendar has turned. Empty where none was taken in.
    grades_of = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(grades_of=None) | models.Q(grades_of__range=(2000, 2200)),
                name="grades_of_is_a_school_year",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The district's time zone."""
        return ZoneInfo(self.time_zone)


class DistrictRow(models.Model):
    """Base of every record: an opaque id and the district that it belongs to.

    A reference from one such row to another never crosses districts: the database refuses it
    (see :mod:`doorway.accounts.guards`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class UserManager(BaseUserManager["User"]):
    """Makes users from e-mail addresses."""

    def for_mailbox(self, email: str) -> User:
        """The user of this mailbox, made when it is new."""
        user, _created = self.get_or_create(email=email.strip().lower())
        return user

    def create_user(self, email: str, password: None = None) -> User:
        """Django's name for :meth:`for_mailbox`."""
        return self.for_mailbox(email)


class User(AbstractBaseUser):
    """Whoever proves to hold a mailbox. Passwords do not exist.

    A user is no person of the roster: a mailbox that two guardians share is one user with two persons, and a teacher
    who is also a parent may be one user with two. What a user sees is what all their persons see together, less every
    "no access" mark on any of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    is_active = models.BooleanField(default=True)
    password = models.CharField(max_length=128, default="!", editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # "!" is how Django marks a password that nobody can type.
            models.CheckConstraint(condition=models.Q(password__startswith="!"), name="nobody_has_a_password"),  # noqa: S106  # a mark
        ]

    def __str__(self) -> str:
        return self.email

    def has_usable_password(self) -> bool:
        """Nobody has a password here."""
        return False

    def set_password(self, raw_password: str | None) -> None:
        """Nobody has a password here, whatever a library would set."""
        self.password = "!"  # noqa: S105  # a mark, no password

    def set_unusable_password(self) -> None:
        """Nobody has a password here."""
        self.password = "!"  # noqa: S105  # a mark, no password

    def check_password(self, raw_password: str | None) -> bool:
        """Nobody has a password here."""
        return False


class Tally(models.Model):
    """How often something was tried since ``began_at``. ``key`` is a digest of what and by whom; see limits.py."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField()
    began_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.number}"
