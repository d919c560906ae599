"""Enrolment: who takes part in a class, and how they came onto its list."""
