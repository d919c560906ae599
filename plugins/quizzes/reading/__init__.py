"""Reads questions out of what people send; touches neither the database nor the request."""
