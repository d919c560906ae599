"""Writes questions in the formats that others read; touches neither the database nor the request."""
