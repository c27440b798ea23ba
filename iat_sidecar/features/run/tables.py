"""What a shot knows before it sets out: the colour table its job names, the program that enlarges."""

import asyncio
from functools import partial
from typing import Any

from iat_sidecar.features.config.values import value
from iat_sidecar.files import cubes
from iat_sidecar.providers.local_realesrgan import PROGRAM_FACT
from iat_sidecar.providers.terms import Post
from iat_sidecar.sidecar import Sidecar

SHA256 = "cube_sha256"


async def facts_of(sidecar: Sidecar, post: Post | None) -> dict[str, Any]:
    """The .cube file's hash, and where the Real-ESRGAN program lies; NotFound without the file."""
    facts: dict[str, Any] = {}
    if post and post.color and post.color.cube_path is not None:
        facts[SHA256] = await asyncio.to_thread(cubes.fingerprint, post.color.cube_path)
    if post and post.upscale and post.upscale.method == "realesrgan":
        facts[PROGRAM_FACT] = await sidecar.read(partial(value, name="realesrgan.program"))
    return facts
