"""Pages on which the district office decides, publishes and keeps the archive."""
