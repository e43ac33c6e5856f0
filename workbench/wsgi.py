"""The application for a WSGI server of one's own, such as gunicorn."""

from workbench.app import create_app, open_database

app = create_app()
open_database(app)
