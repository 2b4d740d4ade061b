"""The only user of the database: everything told and computed, with source and both times."""
