"""Graduation live: a student's records held against the requirements at the moment of looking."""
