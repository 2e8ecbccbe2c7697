"""Occupations: the catalog that is searched, the releases it is made of, and what a student keeps."""
