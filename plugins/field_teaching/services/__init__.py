"""What changes an outing, a vehicle, a count: each function is one act."""
