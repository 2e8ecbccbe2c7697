"""Tags of the letters."""
