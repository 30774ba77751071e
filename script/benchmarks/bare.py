"""What no page can be quicker than: a bare Starlette page that renders as many rows of the same index, unmeasured by
anything else: nobody is recognised, nothing is checked, times are written as they stand."""

import sqlite3
import sys
from threading import local

import uvicorn
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Records</title></head><body><main>
<h1>Records</h1><ul>{% for row in rows %}
<li class="row"><a class="row-title" href="{{ row[0] }}">{{ row[1] }}</a> <span class="status">{{ row[2] }}</span>
<span class="soft">{{ row[3] }}</span> <span class="row-when">{{ row[4] or '' }}</span></li>{% endfor %}
</ul></main></body></html>"""
QUERY = "SELECT url, title, status, id, due FROM records WHERE open ORDER BY doc DESC LIMIT 50"


def application(index: str) -> Starlette:
    template = Environment(autoescape=True).from_string(PAGE)
    kept = local()

    def rows(_request: Request) -> HTMLResponse:
        if not hasattr(kept, "db"):
            kept.db = sqlite3.connect(index)
        return HTMLResponse(template.render(rows=kept.db.execute(QUERY).fetchall()))

    return Starlette(routes=[Route("/", rows)])


if __name__ == "__main__":
    uvicorn.run(application(sys.argv[1]), port=int(sys.argv[2]), access_log=False, log_level="warning")
