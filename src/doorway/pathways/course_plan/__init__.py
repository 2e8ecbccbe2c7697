"""The course plan: which classes of the catalog a student means to take in which grade, proposed and approved."""
