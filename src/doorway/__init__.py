"""Doorway: student education plans and the conferences in which they are made."""
