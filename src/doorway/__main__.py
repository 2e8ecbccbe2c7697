"""``python -m doorway`` is the ``doorway`` command."""

from doorway.cli import main

main()
