"""Finding an occupation by what people call it: pure functions over titles."""
