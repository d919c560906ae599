"""Paper and spreadsheets of 测验."""
