"""The application for a WSGI server of one's own, such as gunicorn."""

import atexit

from workbench.app import create_app, keep_jobs, open_database

app = create_app()
open_database(app)
atexit.register(keep_jobs(app, app.config["WORKBENCH"]).stop)
