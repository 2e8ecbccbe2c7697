"""What the district office and the schools do: write and adopt a policy, record a try to reach a family."""
