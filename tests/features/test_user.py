"""`user/*`: who acts, who may say so, and that an admin remains."""

from collections.abc import Callable
from typing import Any

from tests.client import Client


def ada(client: Client, **more: Any) -> dict[str, Any]:
    user: dict[str, Any] = client.call(
        "user/create", username="ada", display_name="Ada", email="ada@example.org", **more
    )
    return user


def test_the_user_local_is_there_from_the_start_and_is_oneself(client: Client) -> None:
    local = client.call("user/get")
    assert (local["username"], local["role"], local["is_active"]) == ("local", "admin", True)
    assert client.call("user/list")["items"] == [local]


def test_an_admin_adds_users_whose_names_are_taken_once(client: Client) -> None:
    user = ada(client)
    assert user == {
        "id": user["id"],
        "username": "ada",
        "display_name": "Ada",
        "email": "ada@example.org",
        "role": "member",
        "is_active": True,
        "created_at": user["created_at"],
        "updated_at": user["created_at"],
    }
    assert client.event("user/created")["user"] == user
    assert client.call("user/get", user_id=user["id"]) == user
    error = client.fail("user/create", username="ada", display_name="Again")
    assert error.kind == "conflict"
    assert client.call("user/list", role="member")["items"] == [user]


def test_an_update_changes_what_is_given_and_null_clears(client: Client) -> None:
    user = ada(client)
    changed = client.call("user/update", user_id=user["id"], role="author", email=None)
    assert changed == {
        **user,
        "role": "author",
        "email": None,
        "updated_at": changed["updated_at"],
    }
    assert client.event("user/updated")["user"] == changed
    stale = client.fail(
        "user/update", user_id=user["id"], role="admin", if_updated_at=user["updated_at"]
    )
    assert stale.kind == "conflict"


def test_the_last_active_admin_stays_one(client: Client) -> None:
    local = client.call("user/get")
    for change in ({"is_active": False}, {"role": "member"}):
        assert client.fail("user/update", user_id=local["id"], **change).kind == "invalid_state"
    second = ada(client, role="admin")
    client.call("user/update", user_id=second["id"], is_active=False)
    assert client.fail("user/update", user_id=local["id"], role="member").kind == "invalid_state"
    client.call("user/update", user_id=second["id"], is_active=True)
    assert client.call("user/update", user_id=local["id"], role="member")["role"] == "member"
    assert client.fail("user/create", username="bob", display_name="Bob").kind == "refused"


def test_only_an_admin_may_create_and_change_users(
    start: Callable[..., Client], client: Client
) -> None:
    user = ada(client)
    client.close()
    as_ada = start()
    as_ada.initialize(user="ada")
    assert as_ada.call("user/get") == user
    error = as_ada.fail("user/create", username="bob", display_name="Bob")
    assert (error.code, error.kind) == (6001, "refused")
    assert as_ada.fail("user/update", user_id=user["id"], role="admin").kind == "refused"
    assert as_ada.call("user/get") == user


def test_a_user_who_is_not_active_cannot_open_a_session(
    start: Callable[..., Client], client: Client
) -> None:
    user = ada(client)
    client.call("user/update", user_id=user["id"], is_active=False)
    client.close()
    error = start().fail(
        "initialize",
        protocol={"min": 1, "max": 1},
        client={"name": "tests", "version": "1"},
        user="ada",
    )
    assert (error.kind, error.details["id"]) == ("not_found", "ada")
