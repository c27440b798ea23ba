"""Rules about what came with the picture: the provider's word, the record of where it is from."""

from iat_sidecar.imaging.guard.expected import Answer, Provenance
from iat_sidecar.imaging.guard.rule import Verdict, rule
from iat_sidecar.imaging.guard.view import View

FINISHED = frozenset(("stop", "success", "succeeded", "completed", "finished", "ready", "ok"))
"""What vendors call a picture that is done."""


@rule("H12_provider", hard=True, about="spec")
def provider(view: View) -> Verdict | None:
    """The provider finished: nothing filtered, no placeholder, and the type that it named."""
    answer = view.expected.provider
    if answer is None:
        return None
    wrong = _complaints(answer, view.file.mime_type)
    return Verdict(len(wrong), 0, f"The provider did not deliver: {'; '.join(wrong)}.")


@rule("H14_provenance", hard=True, about="spec")
def provenance(view: View) -> Verdict | None:
    """The run log names all that it must, and the stored bytes have the hash it names."""
    record = view.expected.provenance
    if record is None:
        return None
    wrong = _gaps(record, view.file.sha256)
    return Verdict(len(wrong), 0, f"Where the picture is from is not certain: {'; '.join(wrong)}.")


def _complaints(answer: Answer, mime_type: str | None) -> list[str]:
    reason = (answer.finish_reason or "").strip().lower()
    is_other_type = answer.mime_type and mime_type and answer.mime_type.lower() != mime_type
    found = {
        "its content filter took the picture": answer.is_filtered,
        "the picture is a placeholder": answer.is_placeholder,
        f"it ended with {reason!r}": bool(reason) and reason not in FINISHED,
        f"it said {answer.mime_type} and sent {mime_type}": bool(is_other_type),
    }
    return [sentence for sentence, is_so in found.items() if is_so]


def _gaps(record: Provenance, sha256: str | None) -> list[str]:
    missing = [name for name in record.required if name not in record.present]
    gaps = [f"the run log lacks {', '.join(missing)}"] if missing else []
    if record.sha256 and sha256 and record.sha256 != sha256:
        gaps.append("its bytes were changed after they were stored")
    return gaps
