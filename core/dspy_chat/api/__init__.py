"""HTTP: one file per resource; each route says what it takes and gives, and calls one function."""
