"""Checks what was typed on the pages of 测验."""
