"""The tables, columns, keys and indexes of specification 001 §5 and §6, typed in as they stand there.

A column is `name type [null] [=default] [->table]`; a second line names unique columns, a third
what a status or kind may be.
"""

from typing import NamedTuple

ID, TEXT, INT, BOOL, TIME, JSON, NUMERIC = "id", "text", "int", "bool", "time", "json", "numeric"


class Column(NamedTuple):
    """One column as the specification has it."""

    name: str
    type: str
    is_nullable: bool
    default: str | None
    references: str | None


TABLES = {
    "app_users": """
        id id | username text | display_name text | email text null | is_active bool =true
        created_at time | updated_at time""",
    "projects": """
        id id | owner_user_id id ->app_users | slug text | name text | description text =''
        status text | settings_json json ={} | created_at time | updated_at time""",
    "project_storage": """
        id id | project_id id ->projects | local_base_dir text ='var/projects'
        local_project_root text null | s3_enabled bool =false | s3_bucket text null
        s3_prefix text null | s3_region text null | s3_profile text null
        s3_endpoint_url text null | created_at time | updated_at time""",
    "provider_accounts": """
        id id | project_id id ->projects | provider_code text | is_enabled bool =true
        config_json json ={} | created_at time | updated_at time""",
    "project_api_secrets": """
        id id | project_id id ->projects | provider_code text | secret_name text
        secret_ciphertext text | kms_key_ref text null | created_at time | updated_at time""",
    "style_guides": """
        id id | project_id id ->projects | name text | description text ='' | rules_json json ={}
        is_default bool =false | created_at time | updated_at time""",
    "characters": """
        id id | project_id id ->projects | code text | name text | bio text =''
        identity_constraints_json json ={} | created_at time | updated_at time""",
    "reference_sets": """
        id id | project_id id ->projects | name text | kind text | metadata_json json ={}
        created_at time | updated_at time""",
    "reference_items": """
        id id | reference_set_id id ->reference_sets | asset_id id ->assets
        weight numeric =1000000 | notes text ='' | created_at time""",
    "assets": """
        id id | project_id id ->projects | kind text | storage_uri text | storage_backend text
        mime_type text null | width int null | height int null | sha256 text null
        metadata_json json ={} | created_at time""",
    "asset_links": """
        id id | project_id id ->projects | parent_asset_id id ->assets
        child_asset_id id ->assets | link_type text | created_at time""",
    "runs": """
        id id | project_id id ->projects | run_mode text | status text | stage text null
        time_of_day text null | weather text null | model_name text null
        provider_code text null | settings_snapshot_json json ={} | started_at time null
        finished_at time null | created_at time""",
    "run_jobs": """
        id id | run_id id ->runs | job_key text | status text | prompt_text text
        selected_candidate_index int null | final_asset_id id null ->assets
        meta_json json ={} | created_at time""",
    "run_candidates": """
        id id | job_id id ->run_jobs | candidate_index int | status text
        output_asset_id id null ->assets | final_asset_id id null ->assets
        rank_hard_failures int =0 | rank_soft_warnings int =0
        rank_avg_chroma_exceed numeric =0 | meta_json json ={} | created_at time""",
    "quality_reports": """
        id id | project_id id ->projects | run_id id null ->runs | job_id id null ->run_jobs
        candidate_id id null ->run_candidates | report_type text | summary_json json
        created_at time""",
    "prompt_templates": """
        id id | project_id id ->projects | name text | stage text | template_text text
        version int | is_active bool =true | created_at time""",
    "cost_events": """
        id id | project_id id ->projects | run_id id null ->runs | provider_code text
        operation_code text | units numeric =0 | cost_usd numeric =0 | currency text ='USD'
        meta_json json ={} | created_at time""",
    "project_exports": """
        id id | project_id id ->projects | export_asset_id id null ->assets | format text
        sha256 text null | created_at time""",
    "audit_events": """
        id id | project_id id null | actor_user_id id null ->app_users | event_code text
        payload_json json ={} | created_at time""",
    "chat_sessions": """
        id id | project_id id ->projects | user_id id ->app_users | title text =''
        status text | context_json json ={} | created_at time | updated_at time""",
    "chat_messages": """
        id id | session_id id ->chat_sessions | role text | content_text text
        content_json json ={} | voice_asset_id id null ->assets | token_usage_json json ={}
        created_at time""",
    "agent_instructions": """
        id id | project_id id ->projects | session_id id null ->chat_sessions
        message_id id null ->chat_messages | instruction_type text | payload_json json
        status text | priority int =100 | requires_confirmation bool =false
        confirmed_by_user_id id null ->app_users | queued_at time null | started_at time null
        finished_at time null | created_at time | updated_at time""",
    "agent_instruction_events": """
        id id | instruction_id id ->agent_instructions | event_type text
        event_payload_json json ={} | created_at time""",
    "voice_requests": """
        id id | project_id id ->projects | session_id id null ->chat_sessions
        message_id id null ->chat_messages | direction text | provider_code text
        input_asset_id id null ->assets | output_asset_id id null ->assets | status text
        latency_ms int null | meta_json json ={} | created_at time""",
}

UNIQUE = {
    "app_users": "username",
    "projects": "owner_user_id slug",
    "project_storage": "project_id",
    "provider_accounts": "project_id provider_code",
    "project_api_secrets": "project_id provider_code secret_name",
    "characters": "project_id code",
    "reference_items": "reference_set_id asset_id",
    "asset_links": "parent_asset_id child_asset_id link_type",
    "run_jobs": "run_id job_key",
    "run_candidates": "job_id candidate_index",
}

ALLOWED = {
    ("projects", "status"): "active archived deleted",
    ("reference_sets", "kind"): "style character scene lighting other",
    ("assets", "kind"): "input reference generated mask upscaled bg_removed final run_log export"
    " other",
    ("assets", "storage_backend"): "local s3",
    ("asset_links", "link_type"): "derived_from variant_of mask_for reference_of",
    ("runs", "run_mode"): "dry run",
    ("runs", "status"): "planned running done failed partial",
    ("run_jobs", "status"): "planned running done failed_output_guard failed",
    ("run_candidates", "status"): "generated done failed_output_guard failed",
    ("quality_reports", "report_type"): "output_guard model_score human_review",
    ("project_exports", "format"): "tar.gz zip folder",
    ("chat_sessions", "status"): "active archived",
    ("chat_messages", "role"): "user assistant system tool",
    ("agent_instructions", "instruction_type"): "pipeline_run asset_edit qa_check storage_sync"
    " custom",
    ("agent_instructions", "status"): "draft queued running done failed canceled",
    ("agent_instruction_events", "event_type"): "queued started log result error status_change",
    ("voice_requests", "direction"): "stt tts",
    ("voice_requests", "status"): "queued running done failed",
}

INDEXES = (
    ("projects", "owner_user_id", "slug"),
    ("runs", "project_id", "created_at desc"),
    ("run_jobs", "run_id", "status"),
    ("run_candidates", "job_id", "candidate_index"),
    ("assets", "project_id", "kind", "created_at desc"),
    ("assets", "project_id", "sha256"),
    ("cost_events", "project_id", "created_at desc"),
    ("quality_reports", "project_id", "created_at desc"),
    ("chat_sessions", "project_id", "updated_at desc"),
    ("chat_messages", "session_id", "created_at"),
    ("agent_instructions", "project_id", "status", "priority", "created_at desc"),
    ("agent_instruction_events", "instruction_id", "created_at"),
    ("voice_requests", "project_id", "status", "created_at desc"),
)


def columns(table: str) -> list[Column]:
    """The columns of a table of the specification."""
    texts = [text for line in TABLES[table].splitlines() for text in line.split("|")]
    return [_column(text.split()) for text in texts if text.strip()]


def _column(words: list[str]) -> Column:
    name, kind, *rest = words
    default = next((word[1:] for word in rest if word.startswith("=")), None)
    references = next((word[2:] for word in rest if word.startswith("->")), None)
    return Column(name, kind, "null" in rest, default, references)
