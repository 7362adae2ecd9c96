"""The till on a bad day: a faulty network, killed tabs, a killed server."""
