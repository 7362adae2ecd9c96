"""The till's pages, one module per screen. Each finds, checks, calls one command, answers."""
