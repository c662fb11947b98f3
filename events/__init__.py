"""Gatherings and solidarity collections."""
