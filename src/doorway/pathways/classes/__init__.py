"""Classes that lead to an occupation: which of those taught here help, why, in which grade, and where else."""
