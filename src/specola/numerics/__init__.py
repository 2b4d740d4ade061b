"""Numbers only: units, arrays, rotations, statistics, roots. No domain words."""
