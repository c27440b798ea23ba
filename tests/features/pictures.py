"""Pictures that feature tests paint, and bring into a project."""

from pathlib import Path
from typing import Any

from PIL import Image

from tests.client import Client

RED, BLUE = (200, 40, 30), (30, 60, 200)


def painted(path: Path, *colours: tuple[int, ...], size: tuple[int, int] = (64, 48)) -> str:
    """A PNG with these colours side by side in equal stripes; its path."""
    mode = "RGBA" if len(colours[0]) == 4 else "RGB"
    image = Image.new(mode, size)
    width = size[0] // len(colours)
    for index, colour in enumerate(colours):
        image.paste(colour, (index * width, 0, (index + 1) * width, size[1]))
    image.save(path)
    return str(path)


def imported(client: Client, path: str, project: str = "moon") -> dict[str, Any]:
    """The asset that a reference picture became."""
    answer = client.call("asset/import", project=project, path=path, kind="reference")
    asset: dict[str, Any] = answer["items"][0]["asset"]
    return asset
