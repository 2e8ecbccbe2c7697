"""Student growth percentiles by the recipe of the R package SGP 2.2, with the same answers.

Nothing is imported here: NumPy, Polars and the compiled loops are paid for only by those who compute. The way through:
:mod:`.files` reads scores, :mod:`.cohorts` says who is compared with whom, :mod:`.percentiles` computes cohort by
cohort with :mod:`.path` (all quantiles), which stands on :mod:`.walk`, :mod:`.simplex` and :mod:`.kernels`
(compiled). :mod:`.certificate` proves the answers again by another way.
"""
