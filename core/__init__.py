"""Jixun 集训: machinery in files, features in folders (see CONTRIBUTING.md)."""

__version__ = "0.1.0"
