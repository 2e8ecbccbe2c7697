"""Pages of the scores: taking files in, and how a class or a school stands."""
