"""Pure, exact, on frozen values. ``audit`` is the way into the graduation audit, ``placing`` says what is optimal;
``titles`` finds an occupation by what people call it.
"""
