"""Steps from one schema to the next. A step, once released, is never edited."""
