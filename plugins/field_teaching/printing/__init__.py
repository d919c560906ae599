"""The papers of 现场教学."""
