"""How this program starts itself and others."""

import pytest

from iat_sidecar.core.program import forget_bootloader

HOME = {"HOME": "/home/ada"}
SET = {
    "_PYI_ARCHIVE_FILE": "/x",
    "_PYI_PARENT_PROCESS_LEVEL": "0",
    "LD_LIBRARY_PATH": "/x/_internal",
}


@pytest.mark.parametrize(
    ("environment", "after"),
    [
        ({**HOME, **SET}, HOME),
        ({**HOME, **SET, "LD_LIBRARY_PATH_ORIG": "/opt"}, {**HOME, "LD_LIBRARY_PATH": "/opt"}),
        ({**HOME, **SET, "LD_LIBRARY_PATH_ORIG": ""}, {**HOME, "LD_LIBRARY_PATH": ""}),
        (HOME, HOME),
    ],
)
def test_children_get_the_environment_the_bootloader_found(
    environment: dict[str, str], after: dict[str, str]
) -> None:
    kept = dict(environment)
    forget_bootloader(kept)
    assert kept == after
