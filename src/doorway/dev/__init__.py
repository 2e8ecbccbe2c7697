"""Tools of those who build Doorway."""
