"""What the OpenRPC document says of a conversation: every line of it, both ways."""

from typing import Any

from jsonschema import Draft7Validator

from tests.contract.recorded import Message, Said

ANSWER = {
    "required": ["jsonrpc", "id"],
    "properties": {
        "jsonrpc": {"const": "2.0"},
        "id": {"type": ["string", "integer", "null"]},
        "result": {"type": "object"},
        "error": {
            "required": ["code", "message", "data"],
            "properties": {
                "code": {"type": "integer"},
                "message": {"type": "string", "minLength": 1},
                "data": {"required": ["kind", "retryable", "details", "trace_id"]},
            },
        },
    },
    "oneOf": [{"required": ["result"]}, {"required": ["error"]}],
}
REFUSED = {"parse_error", "invalid_request", "too_large"}
"""What a line that is no request is answered with."""
UNREAD = {"invalid_params", "invalid_request", "method_not_found", "not_initialized"}
UNREAD |= {"shutting_down", "overloaded"}
"""A request with such an answer may have had any params: nobody acted on them."""


class Contract:
    """Holds a conversation against the document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._components = document["components"]
        self._methods = {method["name"]: method for method in document["methods"]}
        self._told = document["x-notifications"]
        self._errors = {row["kind"]: row for row in document["x-errors"]}

    def breaches(self, said: Said) -> list[str]:
        """Every way in which a conversation goes beyond the contract."""
        found = [f"never answered: {each}" for each in said.unanswered]
        found += [f"answered without being asked: {each}" for each in said.unasked]
        for request in said.announced:
            found += self._announced(request)
        for request, reply in said.exchanges:
            found += self._exchange(request, reply)
        for notice in said.told:
            found += self._notification(notice)
        return found + self._numbers(said.told)

    def _announced(self, request: Message) -> list[str]:
        """A request without an id: what is not understood is dropped in silence."""
        known = request["method"] in self._methods
        return self._params(request) if known else []

    def _exchange(self, request: Message | None, reply: Message) -> list[str]:
        if malformed := self._check("an answer", ANSWER, reply):
            return malformed
        if "error" in reply:
            return self._error(request, reply["error"])
        if request is None:
            return [f"what is no request got a result: {reply}"]
        name = request["method"]
        schema = self._methods[name]["result"]["schema"]
        result = self._check(f"{name} result", schema, reply["result"])
        return [*self._params(request), *result]

    def _params(self, request: Message) -> list[str]:
        method = self._methods[request["method"]]
        described = [self._followed(each) for each in method["params"]]
        schema = {
            "type": "object",
            "properties": {each["name"]: each["schema"] for each in described},
            "required": [each["name"] for each in described if each.get("required")],
            "additionalProperties": False,
        }
        return self._check(f"{method['name']} params", schema, request.get("params", {}))

    def _error(self, request: Message | None, error: Message) -> list[str]:
        kind = error["data"]["kind"]
        row = self._errors[kind]
        data = {"$ref": "#/components/schemas/ErrorData"}
        found = self._check(f"{kind} data", data, error["data"])
        if (error["code"], error["data"]["retryable"]) != (row["code"], row["retryable"]):
            found.append(f"{kind} is not as the table of errors says")
        if unknown := set(error["data"]["details"]) - set(row["details"]):
            found.append(f"{kind} has details that the table does not name: {sorted(unknown)}")
        if request is None and kind not in REFUSED:
            found.append(f"what is no request got {kind}")
        elif request is not None and request["method"] in self._methods:
            found += self._raised(request, row)
        return found

    def _raised(self, request: Message, row: Message) -> list[str]:
        """Whether this method may fail so, and did not act on what it may not be given."""
        kind, name = row["kind"], request["method"]
        found = [] if kind in UNREAD else self._params(request)
        listed = [each["$ref"] for each in self._methods[name]["errors"]]
        if not row["implied"] and f"#/components/errors/{kind}" not in listed:
            found.append(f"{name} fails with {kind}, which it does not list")
        return found

    def _notification(self, notice: Message) -> list[str]:
        name = notice["method"]
        if name not in self._told:
            return [f"{name} is told and not in the contract"]
        if set(notice) != {"jsonrpc", "method", "params"}:
            return [f"{name} is no notification of JSON-RPC: {sorted(notice)}"]
        return self._check(name, self._told[name]["params"], notice["params"])

    def _numbers(self, told: list[Message]) -> list[str]:
        """On a fresh data directory the events are 1, 2, 3, …; what is volatile has no number."""
        seqs = [each["params"]["seq"] for each in told if "seq" in each["params"]]
        if seqs != list(range(1, len(seqs) + 1)):
            return [f"events are numbered {seqs}"]
        return [
            f"{each['method']} is volatile and has a number"
            for each in told
            if "seq" in each["params"] and self._told.get(each["method"], {}).get("volatile")
        ]

    def _followed(self, descriptor: Message) -> Message:
        match descriptor:
            case {"$ref": str(ref)}:
                return self._components["contentDescriptors"][ref.rpartition("/")[2]]
        return descriptor

    def _check(self, what: str, schema: dict[str, Any], value: Any) -> list[str]:
        whole = {"allOf": [schema], "components": self._components}
        errors = Draft7Validator(whole).iter_errors(value)
        return [f"{what} at {error.json_path}: {error.message}" for error in errors]
