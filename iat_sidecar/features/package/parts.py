"""Which rows travel: the creative record, without what belongs to one installation.

Left out are packages and assets that are packages, storage, provider accounts, secrets, tasks,
events and the audit trail. A person's and a workspace's name stands in the place of its id.
"""

import os
import re
from typing import Any

import msgspec

from iat_sidecar.core import canonical
from iat_sidecar.db.slice import Part, Rewrite
from iat_sidecar.features.package.model import PackageInclude

OWN = "t.project_id = $project_id"
WHOLE = f"{OWN} and $is_whole"
BEGUN = "(select created_at from main.projects)"  # of a person only the name is the project's
_MODEL_FILE = re.compile(r'"model":"(/|[A-Za-z]:|\\\\)')
_ABSOLUTE = re.compile(r"/|[A-Za-z]:[/\\]|\\\\")
PORTABLE_ERROR = "replace(replace(t.error_json, $root, ''), $data_dir, '')"


def _named(column: str) -> str:
    return f"(select username from source.app_users where id = t.{column})"


PARTS = (
    Part(
        "projects",
        "t.id = $project_id",
        {
            "workspace_id": "(select name from source.workspaces where id = t.workspace_id)",
            "owner_user_id": _named("owner_user_id"),
            "settings_json": "portable(t.settings_json)",
        },
    ),
    Part(
        "workspaces",
        "t.name = (select workspace_id from main.projects)",
        {"id": "t.name", "created_at": BEGUN},
    ),
    Part("style_guides", OWN),
    Part("characters", OWN),
    Part("reference_sets", OWN),
    Part("prompt_templates", OWN),
    Part(
        "runs",
        f"""{OWN} and ($run_id is null or t.id = $run_id)
        and ($chapter is null or t.id in (
            select run_id from source.run_jobs where project_id = $project_id and chapter = $chapter))""",
        {
            "created_by_user_id": _named("created_by_user_id"),
            "definition_json": "portable(t.definition_json)",
            "task_id": "null",
        },
    ),
    Part(
        "run_jobs",
        f"""{OWN} and t.run_id in (select id from main.runs)
        and ($chapter is null or t.chapter = $chapter)""",
        {"spec_json": "portable(t.spec_json)", "error_json": PORTABLE_ERROR},
    ),
    Part(
        "run_candidates",
        f"""{OWN} and t.job_id in (select id from main.run_jobs)
        and (not $finals_only or t.candidate_index = (
            select selected_candidate_index from main.run_jobs where id = t.job_id))""",
        {"error_json": PORTABLE_ERROR},
    ),
    Part(
        "candidate_steps",
        f"{OWN} and t.candidate_id in (select id from main.run_candidates) and not $finals_only",
    ),
    Part("steps", f"{OWN} and ($is_whole or t.id in (select step_id from main.candidate_steps))"),
    Part("run_job_inputs", f"{OWN} and t.job_id in (select id from main.run_jobs)"),
    Part(
        "quality_reports",
        f"""{OWN} and ($is_whole or t.job_id in (select id from main.run_jobs))
        and (t.candidate_id is null or t.candidate_id in (select id from main.run_candidates))""",
    ),
    Part("cost_events", f"{OWN} and ($is_whole or t.run_id in (select id from main.runs))"),
    Part("chat_sessions", WHOLE, {"user_id": _named("user_id")}),
    Part("chat_messages", WHOLE),
    Part("agent_instructions", WHOLE, {"confirmed_by_user_id": _named("confirmed_by_user_id")}),
    Part("agent_instruction_events", WHOLE),
    Part("voice_requests", WHOLE),
    Part(
        "assets",
        f"""{OWN} and t.kind <> 'export' and ($is_whole or t.id in (
            select final_asset_id from main.run_jobs
            union select final_asset_id from main.run_candidates
            union select output_asset_id from main.run_candidates where not $finals_only
            union select run_log_asset_id from main.runs
            union select input_id from main.run_job_inputs
                where input_kind = 'asset' and not $finals_only
            union select value from main.steps, json_each(inputs_json)
            union select value from main.steps, json_each(outputs_json)
            union select asset_id from source.reference_items where project_id = $project_id))""",
    ),
    Part(
        "asset_links",
        f"""{OWN} and t.parent_asset_id in (select id from main.assets)
        and t.child_asset_id in (select id from main.assets)""",
    ),
    Part("reference_items", f"{OWN} and t.asset_id in (select id from main.assets)"),
    Part(
        "app_users",
        """t.username in (select owner_user_id from main.projects
            union select created_by_user_id from main.runs
            union select user_id from main.chat_sessions
            union select confirmed_by_user_id from main.agent_instructions)""",
        {
            "id": "t.username",
            "display_name": "t.username",
            "email": "null",
            "role": "'member'",
            "is_active": "true",
            "created_at": BEGUN,
            "updated_at": BEGUN,
        },
    ),
)


def values(project_id: str, include: PackageInclude, root: str, data_dir: str) -> dict[str, Any]:
    """What the conditions ask for."""
    return {
        "project_id": project_id,
        "run_id": include.run_id,
        "chapter": include.chapter,
        "finals_only": include.finals_only,
        "is_whole": include == PackageInclude(),
        "root": _in_json(root),
        "data_dir": _in_json(data_dir),
    }


def portable(text: str) -> str:
    """JSON in which a model that is a file goes by its file name: the folder is of one machine."""
    if not _MODEL_FILE.search(text):
        return text
    return canonical.text(_portable(msgspec.json.decode(text)))


def _portable(value: Any) -> Any:
    match value:
        case dict():
            return {
                key: re.split(r"[/\\]", item)[-1] if _is_file(key, item) else _portable(item)
                for key, item in value.items()
            }
        case list():
            return [_portable(item) for item in value]
    return value


def _is_file(key: str, item: Any) -> bool:
    return key == "model" and isinstance(item, str) and _ABSOLUTE.match(item) is not None


def _in_json(folder: str) -> str:
    """How the paths in a folder begin where they stand in JSON."""
    return canonical.text(os.path.join(folder, ""))[1:-1]


REWRITES: dict[str, Rewrite] = {"portable": portable}
