"""Asks the database for the pages of 测验, in a fixed number of statements."""
