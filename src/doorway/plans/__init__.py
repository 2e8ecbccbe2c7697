"""The student's plan: evidence, voices, goals, signatures, versions."""
