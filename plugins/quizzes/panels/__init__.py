"""What other pages show of 测验."""
