"""The sweep: which pairs can meet in an interval."""
