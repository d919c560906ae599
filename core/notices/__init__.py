"""Notices to a class or to one trainee, and who has read them."""
