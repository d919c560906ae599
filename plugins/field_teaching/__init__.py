"""现场教学: an itinerary that gets everyone there and back."""
