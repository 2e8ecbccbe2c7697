"""What leads to graduation and beyond: courses, the rules they count for, what is still open, and occupations."""
