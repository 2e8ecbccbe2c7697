"""Reads of the policy and of where every student stands."""
