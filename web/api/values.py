"""The lists of predefined values: read, and changed by who keeps them."""

from flask import Blueprint, Response, jsonify

from tasks.release.value_lists import EDITABLE, NoSuchList, states_of
from tasks.repository.keeping_values import keep_values, lists_now
from tasks.repository.link_addresses import addresses, set_address
from web.api.describe import ANY_OBJECT, STRING, body, describe, list_of, ref
from web.api.requests import Unprocessable, json_body, plain, text_of
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow

bp = Blueprint("api_values", __name__, url_prefix="/api/v1/values")


@bp.get("")
@allow(SIGNED_IN)
@describe("All lists of predefined values", answers={200: ANY_OBJECT})
def index() -> Response:
    """Each list by its name."""
    with reading() as conn:
        lists = lists_now(application(), conn)
    return jsonify({name: lists.get(name, []) for name in EDITABLE})


@bp.get("/addresses")
@allow(SIGNED_IN)
@describe(
    "Where records of other tools open, by type of link", answers={200: ANY_OBJECT}
)
def link_addresses() -> Response:
    """Templates with ``{number}``."""
    with reading() as conn:
        return jsonify(addresses(conn))


@bp.put("/addresses/<type>")
@allow(SIGNED_IN)
@describe(
    "Set the address of a type of link; an empty template takes it away",
    body=body({"template": STRING}),
    answers={200: ANY_OBJECT},
    refuses=(403, 422),
)
def set_link_address(type: str) -> Response:
    """Only https or http, with ``{number}`` in path or query."""
    template = json_body().get("template")
    if not isinstance(template, str):
        raise Unprocessable({"template": "“template” must be a text."})
    with application().command(by=visitor().user_name) as context:
        set_address(context, visitor(), type, template)
    return link_addresses()


@bp.get("/<name>")
@allow(SIGNED_IN)
@describe(
    "One list, with its older states", answers={200: ref("ValueList")}, refuses=(404,)
)
def show(name: str) -> Response:
    """The values in force, and who changed them when and why."""
    if name not in EDITABLE:
        raise NoSuchList(name)
    with reading() as conn:
        lists, states = lists_now(application(), conn), states_of(conn, name)
    history = [
        {
            "options": state.options,
            "at": plain(state.changed_at),
            "by": state.changed_by,
            "why": state.why,
        }
        for state in states
    ]
    return jsonify(name=name, options=lists.get(name, []), history=history)


@bp.put("/<name>")
@allow(SIGNED_IN)
@describe(
    "Give a list other values, with a reason",
    body=body({"options": list_of(ANY_OBJECT), "reason": STRING}),
    answers={200: ref("ValueList")},
    refuses=(404, 422),
)
def change(name: str) -> Response:
    """Releases keep what they have; new choices see the new list."""
    sent = json_body()
    options = sent.get("options")
    if not isinstance(options, list) or not all(isinstance(o, dict) for o in options):
        raise Unprocessable({"options": "“options” must be a list of objects."})
    reason = text_of(sent, "reason", most=2000)
    with application().command(by=visitor().user_name) as context:
        keep_values(application(), context, visitor(), name, options, reason=reason)
    return show(name)
