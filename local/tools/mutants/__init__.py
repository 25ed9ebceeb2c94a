"""Changes that break the code, made one at a time, to see whether a test fails: `make mutants`."""
