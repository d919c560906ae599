"""What an organiser types about 现场教学."""
