"""Conference days, hosts, appointments."""
