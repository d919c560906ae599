"""Attendance: check-in, roll call, and a mark for each trainee and lesson."""
