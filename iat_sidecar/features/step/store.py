"""The table `steps`."""

from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.step.model import Step

_COLUMNS = """id, project_id, key, name, version, params_json, inputs_json, outputs_json,
    result_json, reproducibility, own_ms, created_at"""


def find(read: Read, project_id: str, key: str) -> Step | None:
    return read.one(
        Step,
        f"select {_COLUMNS} from steps where project_id = $1 and key = $2",
        project_id,
        key,
    )


def put(tx: Tx, step: Step) -> Step:
    """Keep a step; one that was computed again replaces what it gave."""
    tx.run(
        """insert into steps (id, project_id, key, name, version, params_json, inputs_json,
            outputs_json, result_json, reproducibility, own_ms, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (project_id, key) do update set outputs_json = excluded.outputs_json,
            result_json = excluded.result_json, own_ms = excluded.own_ms""",
        step.id,
        step.project_id,
        step.key,
        step.name,
        step.version,
        step.params,
        step.inputs,
        step.outputs,
        step.result,
        step.reproducibility,
        step.own_ms,
        step.created_at,
    )
    kept = find(tx, step.project_id, step.key)
    assert kept is not None
    return kept


def typical_ms(read: Read, project_id: str, name: str) -> int | None:
    """The mean own time of a kind of step in this project, if it was ever computed."""
    found = read.value(
        "select avg(own_ms) from steps where project_id = $1 and name = $2", project_id, name
    )
    return None if found is None else round(found)


def is_used(read: Read, project_id: str, step_id: str) -> bool:
    """Whether a candidate took this step."""
    return bool(
        read.value(
            "select 1 from candidate_steps where project_id = $1 and step_id = $2 limit 1",
            project_id,
            step_id,
        )
    )


def forget(tx: Tx, project_id: str, step_id: str) -> None:
    """Forget a step that no candidate took; it would be computed again."""
    tx.run("delete from steps where project_id = $1 and id = $2", project_id, step_id)
