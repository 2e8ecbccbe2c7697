"""Pure parts of the plan: the document, what changed between two of them, names under signatures."""
