"""What the pages of 现场教学 ask the database."""
