"""What decides in 测验 from values alone."""
