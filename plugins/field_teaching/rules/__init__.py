"""How places, times, seats and counts are judged; values only."""
