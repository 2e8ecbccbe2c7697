"""Reads of the plans, a module per page."""
