"""Growth percentiles of a school year, from the scores on file into a table of their own.

:mod:`.stored` reads the scores and hands them to the engine cohort by cohort, :mod:`.actions` keeps what came of it.
Nothing is imported here: NumPy is paid for only by those who compute.
"""
