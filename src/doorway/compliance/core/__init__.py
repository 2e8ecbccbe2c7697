"""Rules of a policy and what follows from them, as pure functions."""
