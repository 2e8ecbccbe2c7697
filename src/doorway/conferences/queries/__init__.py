"""Reads of the conferences, a module per question."""
