"""Who may do what, walked: every route as everybody."""
