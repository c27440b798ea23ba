"""The colour table that a job names: part of what its picture depends on, by its bytes."""

import asyncio
from typing import Any

from iat_sidecar.files import cubes
from iat_sidecar.providers.terms import Post

SHA256 = "cube_sha256"


async def facts_of(post: Post | None) -> dict[str, Any]:
    """What a shot knows of its .cube file from the start; NotFound where there is none."""
    if post is None or post.color is None or post.color.cube_path is None:
        return {}
    return {SHA256: await asyncio.to_thread(cubes.fingerprint, post.color.cube_path)}
