"""The growth engine beside R's quantreg on the same design matrices, in one run: ``python -m bench.growth``."""
