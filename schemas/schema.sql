-- A fresh database; made by `iat-sidecar contracts`.

CREATE TABLE schema_migrations (
    id integer primary key, name text not null, sha256 text not null,
    applied_at text not null, program_version text not null) strict;

CREATE TABLE workspaces (
    id text primary key,
    name text not null unique,
    created_at text not null
) strict;

CREATE TABLE app_users (
    id text primary key,
    username text not null unique,
    display_name text not null,
    email text,
    role text not null default 'member' check (role in ('member', 'author', 'admin')),
    is_active integer check (is_active in (0, 1)) not null default true,
    created_at text not null,
    updated_at text not null
) strict;

CREATE TABLE projects (
    id text primary key,
    workspace_id text not null references workspaces (id),
    owner_user_id text not null references app_users (id),
    slug text not null,
    name text not null,
    description text not null default '',
    status text not null check (status in ('active', 'archived', 'deleted')),
    settings_json text check (json_valid(settings_json) and json_type(settings_json) = 'object') not null default '{}',
    created_at text not null,
    updated_at text not null,
    unique (owner_user_id, slug)
) strict;

CREATE TABLE project_storage (
    id text primary key,
    project_id text not null unique references projects (id),
    local_base_dir text not null default 'var/projects',
    local_project_root text,
    s3_enabled integer check (s3_enabled in (0, 1)) not null default false,
    s3_bucket text,
    s3_prefix text,
    s3_region text,
    s3_profile text,
    s3_endpoint_url text,
    created_at text not null,
    updated_at text not null
) strict;

CREATE TABLE provider_accounts (
    id text primary key,
    project_id text not null references projects (id),
    provider_code text not null,
    is_enabled integer check (is_enabled in (0, 1)) not null default true,
    config_json text check (json_valid(config_json) and json_type(config_json) = 'object') not null default '{}',
    created_at text not null,
    updated_at text not null,
    unique (project_id, provider_code),
    unique (project_id, id)
) strict;

CREATE TABLE project_api_secrets (
    id text primary key,
    project_id text not null references projects (id),
    provider_code text not null,
    secret_name text not null,
    secret_ciphertext text not null,
    kms_key_ref text,
    created_at text not null,
    updated_at text not null,
    unique (project_id, provider_code, secret_name)
) strict;

CREATE TABLE assets (
    id text primary key,
    project_id text not null references projects (id),
    kind text not null check (kind in ('input', 'reference', 'generated', 'mask', 'upscaled',
        'bg_removed', 'final', 'run_log', 'export', 'other')),
    storage_uri text not null,
    storage_backend text not null check (storage_backend in ('local', 's3')),
    mime_type text,
    width integer,
    height integer,
    size_bytes integer,
    sha256 text,
    metadata_json text check (json_valid(metadata_json) and json_type(metadata_json) = 'object') not null default '{}',
    created_at text not null,
    unique (project_id, id),
    unique (project_id, kind, sha256)
) strict;

CREATE TABLE asset_links (
    id text primary key,
    project_id text not null references projects (id),
    parent_asset_id text not null,
    child_asset_id text not null,
    link_type text not null check (link_type in ('derived_from', 'variant_of', 'mask_for', 'reference_of')),
    created_at text not null,
    unique (parent_asset_id, child_asset_id, link_type),
    foreign key (project_id, parent_asset_id) references assets (project_id, id),
    foreign key (project_id, child_asset_id) references assets (project_id, id)
) strict, without rowid;

CREATE TABLE style_guides (
    id text primary key,
    project_id text not null references projects (id),
    name text not null,
    description text not null default '',
    rules_json text check (json_valid(rules_json) and json_type(rules_json) = 'object') not null default '{}',
    is_default integer check (is_default in (0, 1)) not null default false,
    created_at text not null,
    updated_at text not null,
    unique (project_id, id)
) strict;

CREATE UNIQUE INDEX style_guides_one_default on style_guides (project_id) where is_default;

CREATE TABLE characters (
    id text primary key,
    project_id text not null references projects (id),
    code text not null,
    name text not null,
    bio text not null default '',
    identity_constraints_json text check (json_valid(identity_constraints_json) and json_type(identity_constraints_json) = 'object') not null default '{}',
    created_at text not null,
    updated_at text not null,
    unique (project_id, code),
    unique (project_id, id)
) strict;

CREATE TABLE reference_sets (
    id text primary key,
    project_id text not null references projects (id),
    name text not null,
    kind text not null check (kind in ('style', 'character', 'scene', 'lighting', 'other')),
    metadata_json text check (json_valid(metadata_json) and json_type(metadata_json) = 'object') not null default '{}',
    created_at text not null,
    updated_at text not null,
    unique (project_id, id)
) strict;

CREATE TABLE reference_items (
    id text primary key,
    project_id text not null references projects (id),
    reference_set_id text not null,
    asset_id text not null,
    weight integer not null default 1000000,
    notes text not null default '',
    created_at text not null,
    unique (reference_set_id, asset_id),
    foreign key (project_id, reference_set_id) references reference_sets (project_id, id) on delete cascade,
    foreign key (project_id, asset_id) references assets (project_id, id)
) strict, without rowid;

CREATE TABLE prompt_templates (
    id text primary key,
    project_id text not null references projects (id),
    name text not null,
    stage text not null check (stage in ('style_lock', 'light_time', 'weather_effects', 'advanced')),
    template_text text not null,
    version integer not null,
    is_active integer check (is_active in (0, 1)) not null default true,
    created_at text not null,
    unique (project_id, name, version),
    unique (project_id, id)
) strict;

CREATE UNIQUE INDEX prompt_templates_one_active on prompt_templates (project_id, stage) where is_active;

CREATE TABLE runs (
    id text primary key,
    project_id text not null references projects (id),
    name text not null default '',
    run_mode text not null check (run_mode in ('dry', 'run')),
    status text not null check (status in ('planned', 'running', 'done', 'failed', 'partial')),
    ended_by text check (ended_by in ('finished', 'canceled', 'budget', 'full_disk', 'question', 'crash', 'error')),
    stage text,
    time_of_day text,
    weather text,
    model_name text,
    provider_code text,
    seed integer not null default 0,
    budget_usd integer,
    definition_json text check (json_valid(definition_json) and json_type(definition_json) = 'object') not null default '{}',
    settings_snapshot_json text check (json_valid(settings_snapshot_json) and json_type(settings_snapshot_json) = 'object') not null default '{}',
    plan_json text check (json_valid(plan_json) and json_type(plan_json) = 'object') not null default '{}',
    warnings_json text check (json_valid(warnings_json)) not null default '[]',
    task_id text,
    run_log_asset_id text,
    created_by_user_id text references app_users (id),
    started_at text,
    finished_at text,
    created_at text not null,
    unique (project_id, id),
    foreign key (project_id, run_log_asset_id) references assets (project_id, id)
) strict;

CREATE TABLE run_jobs (
    id text primary key,
    project_id text not null,
    run_id text not null,
    job_key text not null,
    position integer not null,
    status text not null check (status in ('planned', 'running', 'done', 'failed_output_guard', 'failed')),
    chapter text not null default '',
    page integer not null default 0,
    number integer not null default 0,
    scene_text text not null default '',
    prompt_text text not null,
    time_of_day text,
    weather text,
    provider_code text,
    model_name text,
    seed integer not null,
    redraws integer not null default 0,
    selected_candidate_index integer,
    selected_by text check (selected_by in ('guard', 'person')),
    decided_by text,
    is_approved integer check (is_approved in (0, 1)),
    final_asset_id text,
    spec_json text check (json_valid(spec_json) and json_type(spec_json) = 'object') not null default '{}',
    error_json text check (json_valid(error_json)) not null default 'null',
    meta_json text check (json_valid(meta_json) and json_type(meta_json) = 'object') not null default '{}',
    started_at text,
    finished_at text,
    created_at text not null,
    unique (run_id, job_key),
    unique (project_id, id),
    foreign key (project_id, run_id) references runs (project_id, id),
    foreign key (project_id, final_asset_id) references assets (project_id, id)
) strict;

CREATE TABLE run_candidates (
    id text primary key,
    project_id text not null,
    job_id text not null,
    candidate_index integer not null,
    status text not null check (status in ('generated', 'done', 'failed_output_guard', 'failed')),
    seed integer not null,
    output_asset_id text,
    final_asset_id text,
    rank_hard_failures integer not null default 0,
    rank_soft_warnings integer not null default 0,
    rank_avg_chroma_exceed integer not null default 0,
    rank_composite integer not null default 0,
    cost_usd integer not null default 0,
    error_json text check (json_valid(error_json)) not null default 'null',
    meta_json text check (json_valid(meta_json) and json_type(meta_json) = 'object') not null default '{}',
    created_at text not null,
    unique (job_id, candidate_index),
    unique (project_id, id),
    foreign key (project_id, job_id) references run_jobs (project_id, id),
    foreign key (project_id, output_asset_id) references assets (project_id, id),
    foreign key (project_id, final_asset_id) references assets (project_id, id)
) strict;

CREATE TABLE steps (
    id text primary key,
    project_id text not null references projects (id),
    key text not null,
    name text not null,
    version integer not null,
    params_json text check (json_valid(params_json) and json_type(params_json) = 'object') not null,
    inputs_json text check (json_valid(inputs_json)) not null,
    outputs_json text check (json_valid(outputs_json) and json_type(outputs_json) = 'object') not null,
    result_json text check (json_valid(result_json) and json_type(result_json) = 'object') not null,
    reproducibility text not null check (reproducibility in ('bit_exact', 'seeded', 'recorded')),
    own_ms integer not null,
    created_at text not null,
    unique (project_id, key),
    unique (project_id, id)
) strict;

CREATE TABLE candidate_steps (
    id text primary key,
    project_id text not null,
    candidate_id text not null,
    step_id text not null,
    position integer not null,
    is_memoised integer check (is_memoised in (0, 1)) not null,
    unique (project_id, candidate_id, position),
    foreign key (project_id, candidate_id) references run_candidates (project_id, id),
    foreign key (project_id, step_id) references steps (project_id, id)
) strict, without rowid;

CREATE TABLE run_job_inputs (
    id text primary key,
    project_id text not null,
    job_id text not null,
    input_kind text not null check (input_kind in ('style_guide', 'character', 'reference_set', 'asset', 'prompt_template')),
    input_id text not null,
    sha256 text not null,
    created_at text not null,
    unique (project_id, job_id, input_kind, input_id),
    foreign key (project_id, job_id) references run_jobs (project_id, id)
) strict, without rowid;

CREATE TABLE quality_reports (
    id text primary key,
    project_id text not null references projects (id),
    run_id text,
    job_id text,
    candidate_id text,
    report_type text not null check (report_type in ('output_guard', 'model_score', 'human_review')),
    summary_json text check (json_valid(summary_json) and json_type(summary_json) = 'object') not null,
    created_at text not null,
    unique (project_id, id),
    foreign key (project_id, run_id) references runs (project_id, id),
    foreign key (project_id, job_id) references run_jobs (project_id, id),
    foreign key (project_id, candidate_id) references run_candidates (project_id, id)
) strict;

CREATE TABLE cost_events (
    id text primary key,
    project_id text not null references projects (id),
    run_id text,
    provider_code text not null,
    operation_code text not null,
    units integer not null default 0,
    cost_usd integer not null default 0,
    currency text not null default 'USD',
    meta_json text check (json_valid(meta_json) and json_type(meta_json) = 'object') not null default '{}',
    created_at text not null,
    unique (project_id, id),
    foreign key (project_id, run_id) references runs (project_id, id)
) strict;

CREATE TABLE project_exports (
    id text primary key,
    project_id text not null references projects (id),
    export_asset_id text,
    format text not null check (format in ('tar.gz', 'zip', 'folder')),
    path text not null default '',
    sha256 text,
    size_bytes integer,
    files integer,
    created_at text not null,
    unique (project_id, id),
    foreign key (project_id, export_asset_id) references assets (project_id, id)
) strict;

CREATE TABLE audit_events (
    id text primary key,
    project_id text,
    actor_user_id text references app_users (id),
    event_code text not null,
    payload_json text check (json_valid(payload_json) and json_type(payload_json) = 'object') not null default '{}',
    created_at text not null
) strict, without rowid;

CREATE TABLE chat_sessions (
    id text primary key,
    project_id text not null references projects (id),
    user_id text not null references app_users (id),
    title text not null default '',
    status text not null check (status in ('active', 'archived')),
    context_json text check (json_valid(context_json) and json_type(context_json) = 'object') not null default '{}',
    created_at text not null,
    updated_at text not null,
    unique (project_id, id)
) strict;

CREATE TABLE chat_messages (
    id text primary key,
    project_id text not null,
    session_id text not null,
    role text not null check (role in ('user', 'assistant', 'system', 'tool')),
    content_text text not null,
    content_json text check (json_valid(content_json) and json_type(content_json) = 'object') not null default '{}',
    voice_asset_id text,
    token_usage_json text check (json_valid(token_usage_json) and json_type(token_usage_json) = 'object') not null default '{}',
    created_at text not null,
    unique (project_id, id),
    foreign key (project_id, session_id) references chat_sessions (project_id, id),
    foreign key (project_id, voice_asset_id) references assets (project_id, id)
) strict;

CREATE TABLE agent_instructions (
    id text primary key,
    project_id text not null references projects (id),
    session_id text,
    message_id text,
    instruction_type text not null check (instruction_type in ('pipeline_run', 'asset_edit', 'qa_check', 'storage_sync', 'custom')),
    payload_json text check (json_valid(payload_json) and json_type(payload_json) = 'object') not null,
    status text not null check (status in ('draft', 'queued', 'running', 'done', 'failed', 'canceled')),
    priority integer not null default 100,
    requires_confirmation integer check (requires_confirmation in (0, 1)) not null default false,
    confirmed_by_user_id text references app_users (id),
    queued_at text,
    started_at text,
    finished_at text,
    created_at text not null,
    updated_at text not null,
    unique (project_id, id),
    foreign key (project_id, session_id) references chat_sessions (project_id, id),
    foreign key (project_id, message_id) references chat_messages (project_id, id)
) strict;

CREATE TABLE agent_instruction_events (
    id text primary key,
    project_id text not null,
    instruction_id text not null,
    event_type text not null check (event_type in ('queued', 'started', 'log', 'result', 'error', 'status_change')),
    event_payload_json text check (json_valid(event_payload_json) and json_type(event_payload_json) = 'object') not null default '{}',
    created_at text not null,
    foreign key (project_id, instruction_id) references agent_instructions (project_id, id)
) strict;

CREATE TABLE voice_requests (
    id text primary key,
    project_id text not null references projects (id),
    session_id text,
    message_id text,
    direction text not null check (direction in ('stt', 'tts')),
    provider_code text not null,
    input_asset_id text,
    output_asset_id text,
    status text not null check (status in ('queued', 'running', 'done', 'failed')),
    latency_ms integer,
    meta_json text check (json_valid(meta_json) and json_type(meta_json) = 'object') not null default '{}',
    created_at text not null,
    foreign key (project_id, session_id) references chat_sessions (project_id, id),
    foreign key (project_id, message_id) references chat_messages (project_id, id),
    foreign key (project_id, input_asset_id) references assets (project_id, id),
    foreign key (project_id, output_asset_id) references assets (project_id, id)
) strict;

CREATE TABLE tasks (
    id text primary key,
    kind text not null,
    project_id text references projects (id),
    status text not null check (status in ('queued', 'running', 'done', 'failed', 'canceled')),
    priority integer not null default 100,
    attempt integer not null default 0,
    params_json text check (json_valid(params_json) and json_type(params_json) = 'object') not null,
    progress_json text check (json_valid(progress_json) and json_type(progress_json) = 'object') not null default '{}',
    result_json text check (json_valid(result_json)) not null default 'null',
    error_json text check (json_valid(error_json)) not null default 'null',
    is_cancel_requested integer check (is_cancel_requested in (0, 1)) not null default false,
    lease_owner text,
    lease_until text,
    actor_user_id text not null references app_users (id),
    correlation_id text,
    progress_token_json text check (json_valid(progress_token_json)) not null default 'null',
    created_at text not null,
    started_at text,
    finished_at text
) strict;

CREATE INDEX tasks_waiting on tasks (priority, id) where status in ('queued', 'running');

CREATE INDEX tasks_project on tasks (project_id, id);

CREATE TABLE events (
    seq integer primary key,
    created_at text not null,
    project_id text,
    method text not null,
    params_json text not null
) strict;

CREATE INDEX events_project on events (project_id, seq);

CREATE TABLE idempotency_keys (
    actor_user_id text not null,
    key text not null,
    method text not null,
    params_sha256 text not null,
    reply text not null,
    created_at text not null,
    primary key (actor_user_id, key)
) strict, without rowid;

CREATE INDEX idempotency_keys_age on idempotency_keys (created_at);

CREATE TABLE config_values (
    key text primary key,
    value_json text check (json_valid(value_json)) not null,
    updated_at text not null,
    updated_by_user_id text not null references app_users (id)
) strict;

CREATE TABLE config_changes (
    id text primary key,
    key text not null,
    value_json text check (json_valid(value_json)) not null,
    reason text not null default '',
    actor_user_id text not null references app_users (id),
    created_at text not null
) strict, without rowid;

CREATE INDEX projects_owner_slug on projects (owner_user_id, slug);

CREATE INDEX runs_project_created on runs (project_id, created_at desc);

CREATE INDEX run_jobs_run_status on run_jobs (run_id, status);

CREATE INDEX run_candidates_job_index on run_candidates (job_id, candidate_index);

CREATE INDEX assets_project_kind_created on assets (project_id, kind, created_at desc);

CREATE INDEX assets_project_sha256 on assets (project_id, sha256);

CREATE INDEX cost_events_project_created on cost_events (project_id, created_at desc);

CREATE INDEX quality_reports_project_created on quality_reports (project_id, created_at desc);

CREATE INDEX chat_sessions_project_updated on chat_sessions (project_id, updated_at desc);

CREATE INDEX chat_messages_session_created on chat_messages (session_id, created_at asc);

CREATE INDEX agent_instructions_project_status on agent_instructions (project_id, status, priority, created_at desc);

CREATE INDEX agent_instruction_events_instruction on agent_instruction_events (instruction_id, created_at asc);

CREATE INDEX voice_requests_project_status on voice_requests (project_id, status, created_at desc);

CREATE INDEX assets_project_kind_id on assets (project_id, kind, id desc);

CREATE INDEX asset_links_child on asset_links (project_id, child_asset_id);

CREATE INDEX asset_links_parent on asset_links (project_id, parent_asset_id);

CREATE INDEX run_jobs_run_position on run_jobs (project_id, run_id, position);

CREATE INDEX quality_reports_job on quality_reports (project_id, job_id, id);

CREATE INDEX quality_reports_candidate on quality_reports (project_id, candidate_id, id);

CREATE INDEX quality_reports_run on quality_reports (project_id, run_id, id);

CREATE INDEX steps_name on steps (project_id, name, own_ms);

CREATE INDEX run_candidates_job on run_candidates (project_id, job_id, candidate_index);

CREATE INDEX reference_items_set on reference_items (project_id, reference_set_id);

CREATE INDEX reference_items_asset on reference_items (project_id, asset_id);

CREATE INDEX candidate_steps_step on candidate_steps (project_id, step_id);

CREATE INDEX run_job_inputs_input on run_job_inputs (project_id, input_kind, input_id);

CREATE INDEX audit_events_project on audit_events (project_id, id);

CREATE TABLE weights (
    name text primary key,
    purpose text not null check (purpose in ('cutout', 'upscale', 'embedding')),
    family text not null,
    licence text,
    is_commercial integer check (is_commercial in (0, 1)),
    sha256 text not null,
    size_bytes integer not null,
    source text not null,
    created_at text not null
) strict;
