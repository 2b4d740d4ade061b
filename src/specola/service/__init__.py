"""What touches the world: the clock, files, the store, remote sources; it calls the pure packages."""
