"""What changes something in 测验: one call, one transaction."""
