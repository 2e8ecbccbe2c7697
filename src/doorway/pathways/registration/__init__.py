"""Whether what a student is registered for goes with the approved course plan, and what the counselor says to it."""
