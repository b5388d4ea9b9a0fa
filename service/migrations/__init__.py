"""Alembic: one history of the schema for SQLite and PostgreSQL."""
