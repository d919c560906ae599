"""Leave: requests, decisions by a chain, the limit in credit hours."""
