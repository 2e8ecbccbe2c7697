"""Django's handle on this slice."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models import CharField
from django.db.models.signals import post_migrate, pre_migrate


class AccountsConfig(AppConfig):
    """Who is signed in."""

    name = "doorway.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the database's guards in place after every migrate; let names be found as they are typed."""
        from doorway.accounts.guards import (  # late: models must be loaded first
            install_after_migrate,
            lift_before_migrate,
        )
        from doorway.accounts.plain import Plain, teach_sqlite
        from doorway.accounts.postgresql import without_compiling

        pre_migrate.connect(lift_before_migrate, sender=self)
        post_migrate.connect(install_after_migrate, sender=self)
        connection_created.connect(teach_sqlite)
        connection_created.connect(without_compiling)
        CharField.register_lookup(Plain)
