"""Scholarships of the state and of the place, held against transcript and plan by the engine of the audit."""
