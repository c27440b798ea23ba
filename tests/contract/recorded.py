"""A conversation kept as it went, and each of its messages held against the contract."""

import json
from typing import Any

from jsonschema import Draft7Validator

from iat_sidecar.script.conversation import Transport

Message = dict[str, Any]


class Recorded:
    """A transport that remembers what went either way."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.sent: list[Message] = []
        self.came: list[Message] = []

    def send(self, message: bytes) -> None:
        self.sent += _messages(message.decode())
        self._transport.send(message)

    def receive(self, timeout_s: float) -> Any:
        message = self._transport.receive(timeout_s)
        self.came += message if isinstance(message, list) else [message]
        return message


class Contract:
    """What the OpenRPC document says of a message."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._components = document["components"]
        self._methods = {method["name"]: method for method in document["methods"]}
        self._told = document["x-notifications"]
        self._errors = {row["kind"]: row for row in document["x-errors"]}

    def breaches(self, sent: list[Message], came: list[Message]) -> list[str]:
        """Every way in which a conversation goes beyond the contract."""
        asked = {each["id"]: each for each in sent if "id" in each}
        found = []
        for message in came:
            if "method" in message:
                found += self._notification(message)
            elif "error" in message:
                found += self._error(asked.get(message["id"]), message["error"])
            else:
                found += self._result(asked[message["id"]], message["result"])
        return found

    def _notification(self, message: Message) -> list[str]:
        name = message["method"]
        if name not in self._told:
            return [f"{name} is told and not in the contract"]
        return self._check(name, self._told[name]["params"], message["params"])

    def _result(self, request: Message, result: Any) -> list[str]:
        method = self._methods[request["method"]]
        properties = {
            each["name"]: each["schema"] for each in map(self._followed, method["params"])
        }
        required = [each["name"] for each in method["params"] if each.get("required")]
        params = {"properties": properties, "required": required, "additionalProperties": False}
        return [
            *self._check(f"{method['name']} params", params, request.get("params", {})),
            *self._check(f"{method['name']} result", method["result"]["schema"], result),
        ]

    def _error(self, request: Message | None, error: Message) -> list[str]:
        kind = error["data"]["kind"]
        row = self._errors[kind]
        data = {"$ref": "#/components/schemas/ErrorData"}
        found = self._check(f"{kind} data", data, error["data"])
        if (error["code"], error["data"]["retryable"]) != (row["code"], row["retryable"]):
            found.append(f"{kind} is not as the table of errors says")
        if row["implied"] or request is None:
            return found
        listed = [each["$ref"] for each in self._methods[request["method"]]["errors"]]
        if f"#/components/errors/{kind}" not in listed:
            found.append(f"{request['method']} fails with {kind}, which it does not list")
        return found

    def _followed(self, descriptor: Message) -> Message:
        match descriptor:
            case {"$ref": str(ref)}:
                return self._components["contentDescriptors"][ref.rpartition("/")[2]]
        return descriptor

    def _check(self, what: str, schema: dict[str, Any], value: Any) -> list[str]:
        whole = {"allOf": [schema], "components": self._components}
        errors = Draft7Validator(whole).iter_errors(value)
        return [f"{what} at {error.json_path}: {error.message}" for error in errors]


def _messages(text: str) -> list[Message]:
    """The requests in a line; what is none of them has no contract to keep."""
    try:
        parsed = json.loads(text)
    except ValueError:
        return []
    several = parsed if isinstance(parsed, list) else [parsed]
    return [each for each in several if isinstance(each, dict) and "method" in each]
