"""A district's own requirements: written as a draft, checked, put in force, and corrected by a new version."""
