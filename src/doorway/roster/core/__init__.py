"""Pure parts of the roster: no Django, no other slice."""
