"""District, schools, years, people, families, classes; who may see whom and why."""
