"""National codes of the classes: guessed from their titles, confirmed by a person, with how each came about."""
