"""Two constant answers for a load balancer. They know no visitor and set no cookie."""

from flask import Blueprint
from werkzeug.wrappers import Response

from mars.health import pages

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def live() -> Response:
    """Whether this process answers. Asks the database nothing."""
    return Response("ok\n", 200, content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
def ready() -> Response:
    """Whether pages can be served and letters leave."""
    if pages.is_ready():
        return Response("ok\n", 200, content_type="text/plain; charset=utf-8")
    return Response("not ready\n", 503, content_type="text/plain; charset=utf-8")
