"""Sign-in by a code sent to a mailbox on the roster."""
