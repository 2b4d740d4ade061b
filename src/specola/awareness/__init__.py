"""Space domain awareness: who passes close to whom, and how dangerous that is."""
