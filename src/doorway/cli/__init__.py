"""The ``doorway`` command."""

from doorway.cli.app import main

__all__ = ["main"]
