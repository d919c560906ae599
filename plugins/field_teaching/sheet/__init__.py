"""Reading the spreadsheets that people have of sites and itineraries."""
