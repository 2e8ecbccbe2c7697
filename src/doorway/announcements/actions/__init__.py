"""Writes of the letters, a module per noun."""
