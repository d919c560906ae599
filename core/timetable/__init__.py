"""Timetable: the lessons of a class, with their own places, times and credit hours."""
