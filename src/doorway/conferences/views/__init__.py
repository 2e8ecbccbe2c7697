"""Pages of the conferences."""
