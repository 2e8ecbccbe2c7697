"""The forms of the requirements, a module per noun."""
