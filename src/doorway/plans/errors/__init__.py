"""What the plans refuse, in sentences for people."""
