"""Writes of the conferences, a module per deed."""
