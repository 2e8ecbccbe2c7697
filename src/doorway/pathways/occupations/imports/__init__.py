"""Releases into the database: read whole, compared, written as a whole or not at all."""

from doorway.pathways.occupations.imports.actions import Outcome, Sure, take_in_onet, take_in_sced, take_in_wages

__all__ = ["Outcome", "Sure", "take_in_onet", "take_in_sced", "take_in_wages"]
