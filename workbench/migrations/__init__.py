"""The database's schema in numbered steps. HEAD names the last one, so that a start needs no Alembic to compare."""

HEAD = "0009"
