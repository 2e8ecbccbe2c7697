"""Pages of the occupations, one module each."""
