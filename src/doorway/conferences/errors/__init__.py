"""What the conferences refuse, in sentences for people."""
