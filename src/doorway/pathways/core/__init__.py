"""The graduation audit: pure, exact, on frozen values. ``audit`` is the way in, ``placing`` says what is optimal."""
