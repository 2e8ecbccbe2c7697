"""Addresses of the roster."""
