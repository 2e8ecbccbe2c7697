"""Rules of the letters that need no database."""
