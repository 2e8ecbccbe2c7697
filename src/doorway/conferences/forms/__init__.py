"""Forms of the conferences."""
