"""The interface describes itself, completely."""

from tests.web.conftest import Site
from tests.web.routes import routes
from web.api.describe import description_of


def test_every_route_of_the_interface_is_described(site: Site) -> None:
    views = site.flask.view_functions
    own = {"api_meta.openapi", "api_meta.docs"}

    silent = {
        route.endpoint
        for route in routes(site.flask)
        if route.is_api and description_of(views[route.endpoint]) is None
    }

    assert silent == own


def test_the_document_is_openapi_with_every_reference_resolved(site: Site) -> None:
    document = site.stranger().get("/api/v1/openapi.json").json
    names = set(document["components"]["schemas"])

    assert document["openapi"].startswith("3.1")
    assert "/releases/{release_id}" in document["paths"]
    assert "complete" in str(document["paths"]["/tasks/{task_id}/complete"])
    assert set(references(document)) <= {f"#/components/schemas/{n}" for n in names}


def test_operations_have_ids_of_their_own(site: Site) -> None:
    document = site.stranger().get("/api/v1/openapi.json").json

    ids = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]

    assert len(ids) == len(set(ids)) > 30


def references(value: object) -> list[str]:
    """Every ``$ref`` in a document."""
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [r for each in value.values() for r in references(each)]
    if isinstance(value, list):
        return [r for each in value for r in references(each)]
    return []


def test_the_page_for_people_lists_every_request(site: Site) -> None:
    text = site.stranger().get("/api/v1/docs").text

    assert "POST /api/v1/tasks/{task_id}/complete" in text
    assert "erm token create USER" in text
