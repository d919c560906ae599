"""Pages that draw from every feature: the console's home, a class's overview, journal and system."""
