"""How many credits a school lets a student take in a year and in a term: the school says it."""
