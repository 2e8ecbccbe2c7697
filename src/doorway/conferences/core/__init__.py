"""Pure functions of the conferences: slots of a host, a family's itinerary."""
