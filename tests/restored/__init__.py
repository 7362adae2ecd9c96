"""A shop whose data was taken back, and what its devices bring again."""
