"""Catalogs in: from files, from the store, simulated."""
