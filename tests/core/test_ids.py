"""Ids: UUIDv7 that sort as they were made."""

import threading
import time
import uuid

import pytest

from iat_sidecar.core import ids


def test_ids_sort_in_the_order_they_were_made() -> None:
    made = [ids.new() for _ in range(20_000)]
    assert made == sorted(set(made))


def test_an_id_is_a_uuid_of_version_7_with_the_time_of_now() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid.UUID(ids.new())
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= after + 1


def test_threads_never_make_the_same_id() -> None:
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.extend(ids.new() for _ in range(5_000)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 20_000


@pytest.mark.parametrize("text", ["", "moon", "01a1f99e-6196-7844-a58e-b4a64385952", "G" * 36])
def test_what_is_no_uuid_is_no_id(text: str) -> None:
    assert not ids.is_id(text)
    assert ids.is_id(ids.new())
