"""What a picture came from: the models it was made with, and files that carry credentials."""

from collections import defaultdict

import msgspec

from iat_sidecar.db.tx import Read
from iat_sidecar.features.delivery import store
from iat_sidecar.features.weights.model import WeightsUse

Use = WeightsUse | None


class Origins:
    """How the assets of a project came from one another, by its steps and its links.

    A step that changed nothing gave back what it took: it did not make it.
    """

    def __init__(self, read: Read, project_id: str) -> None:
        self._parents: dict[str, set[str]] = defaultdict(set)
        self._makers: dict[str, list[Use]] = defaultdict(list)
        self._signed = store.signed(read, project_id)
        for child, parent in store.parents(read, project_id):
            self._parents[child].add(parent)
        for step in store.made(read, project_id):
            told = step.result.get("weights")
            use = msgspec.convert(told, WeightsUse) if told else None
            for asset_id in set(step.outputs.values()) - set(step.inputs.values()):
                self._parents[asset_id].update(step.inputs.values())
                self._makers[asset_id].append(use)

    def weights(self, asset_id: str) -> list[WeightsUse]:
        """The models behind a picture, each once.

        Bytes that several steps gave count for the freest of them: they can be had that way.
        """
        behind = [self._makers[one] for one in self._line(asset_id) if one in self._makers]
        uses = (min(makers, key=_strictness) for makers in behind)
        return sorted({use.sha256: use for use in uses if use}.values(), key=lambda use: use.name)

    def credentials(self, asset_id: str) -> list[str]:
        """The assets with Content Credentials that a picture came from, itself among them."""
        return sorted(self._line(asset_id) & self._signed)

    def _line(self, asset_id: str) -> set[str]:
        """The asset and all it came from."""
        line, waiting = {asset_id}, [asset_id]
        while waiting:
            for parent in self._parents.get(waiting.pop(), ()):
                if parent not in line:
                    line.add(parent)
                    waiting.append(parent)
        return line


def _strictness(use: Use) -> int:
    """No model, one that may be used commercially, one that nobody knows of, one that may not."""
    if use is None:
        return 0
    return 2 if use.is_commercial is None else (1 if use.is_commercial else 3)
