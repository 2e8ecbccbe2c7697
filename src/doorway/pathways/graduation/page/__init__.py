"""The graduation page of one student, a module per noun."""
