"""How fast every page is on a district of 5,000 students: ``make bench``, described in docs/howto/measure.md."""
