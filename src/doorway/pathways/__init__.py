"""What leads to graduation: courses, the rules they count for, and what is still open."""
