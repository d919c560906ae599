"""How fast Jixun is, against what; `make bench` runs all of it."""
