-- Users, workspaces and projects.

create table workspaces (
    id {id} primary key,
    name text not null unique,
    created_at {time} not null
){strict};

create table app_users (
    id {id} primary key,
    username text not null unique,
    display_name text not null,
    email text,
    role text not null default 'member' check (role in ('member', 'author', 'admin')),
    is_active {bool} not null default true,
    created_at {time} not null,
    updated_at {time} not null
){strict};

create table projects (
    id {id} primary key,
    workspace_id {id} not null references workspaces (id),
    owner_user_id {id} not null references app_users (id),
    slug text not null,
    name text not null,
    description text not null default '',
    status text not null check (status in ('active', 'archived', 'deleted')),
    settings_json {json} not null default '{}',
    created_at {time} not null,
    updated_at {time} not null,
    unique (owner_user_id, slug)
){strict};

create table project_storage (
    id {id} primary key,
    project_id {id} not null unique references projects (id),
    local_base_dir text not null default 'var/projects',
    local_project_root text,
    s3_enabled {bool} not null default false,
    s3_bucket text,
    s3_prefix text,
    s3_region text,
    s3_profile text,
    s3_endpoint_url text,
    created_at {time} not null,
    updated_at {time} not null
){strict};

create table provider_accounts (
    id {id} primary key,
    project_id {id} not null references projects (id),
    provider_code text not null,
    is_enabled {bool} not null default true,
    config_json {json} not null default '{}',
    created_at {time} not null,
    updated_at {time} not null,
    unique (project_id, provider_code),
    unique (project_id, id)
){strict};

create table project_api_secrets (
    id {id} primary key,
    project_id {id} not null references projects (id),
    provider_code text not null,
    secret_name text not null,
    secret_ciphertext text not null,
    kms_key_ref text,
    created_at {time} not null,
    updated_at {time} not null,
    unique (project_id, provider_code, secret_name)
){strict};

-- Files.

create table assets (
    id {id} primary key,
    project_id {id} not null references projects (id),
    kind text not null check (kind in ('input', 'reference', 'generated', 'mask', 'upscaled',
        'bg_removed', 'final', 'run_log', 'export', 'other')),
    storage_uri text not null,
    storage_backend text not null check (storage_backend in ('local', 's3')),
    mime_type text,
    width {int64},
    height {int64},
    size_bytes {int64},
    sha256 text,
    metadata_json {json} not null default '{}',
    created_at {time} not null,
    unique (project_id, id),
    unique (project_id, kind, sha256)
){strict};

create table asset_links (
    id {id} primary key,
    project_id {id} not null references projects (id),
    parent_asset_id {id} not null,
    child_asset_id {id} not null,
    link_type text not null check (link_type in ('derived_from', 'variant_of', 'mask_for', 'reference_of')),
    created_at {time} not null,
    unique (parent_asset_id, child_asset_id, link_type),
    foreign key (project_id, parent_asset_id) references assets (project_id, id),
    foreign key (project_id, child_asset_id) references assets (project_id, id)
){strict_by_key};

-- Creative knowledge.

create table style_guides (
    id {id} primary key,
    project_id {id} not null references projects (id),
    name text not null,
    description text not null default '',
    rules_json {json} not null default '{}',
    is_default {bool} not null default false,
    created_at {time} not null,
    updated_at {time} not null,
    unique (project_id, id)
){strict};

create unique index style_guides_one_default on style_guides (project_id) where is_default;

create table characters (
    id {id} primary key,
    project_id {id} not null references projects (id),
    code text not null,
    name text not null,
    bio text not null default '',
    identity_constraints_json {json} not null default '{}',
    created_at {time} not null,
    updated_at {time} not null,
    unique (project_id, code),
    unique (project_id, id)
){strict};

create table reference_sets (
    id {id} primary key,
    project_id {id} not null references projects (id),
    name text not null,
    kind text not null check (kind in ('style', 'character', 'scene', 'lighting', 'other')),
    metadata_json {json} not null default '{}',
    created_at {time} not null,
    updated_at {time} not null,
    unique (project_id, id)
){strict};

create table reference_items (
    id {id} primary key,
    project_id {id} not null references projects (id),
    reference_set_id {id} not null,
    asset_id {id} not null,
    weight {decimal6} not null default 1000000,
    notes text not null default '',
    created_at {time} not null,
    unique (reference_set_id, asset_id),
    foreign key (project_id, reference_set_id) references reference_sets (project_id, id) on delete cascade,
    foreign key (project_id, asset_id) references assets (project_id, id)
){strict_by_key};

create table prompt_templates (
    id {id} primary key,
    project_id {id} not null references projects (id),
    name text not null,
    stage text not null check (stage in ('style_lock', 'light_time', 'weather_effects', 'advanced')),
    template_text text not null,
    version {int64} not null,
    is_active {bool} not null default true,
    created_at {time} not null,
    unique (project_id, name, version),
    unique (project_id, id)
){strict};

create unique index prompt_templates_one_active on prompt_templates (project_id, stage) where is_active;

-- Runs.

create table runs (
    id {id} primary key,
    project_id {id} not null references projects (id),
    name text not null default '',
    run_mode text not null check (run_mode in ('dry', 'run')),
    status text not null check (status in ('planned', 'running', 'done', 'failed', 'partial')),
    ended_by text check (ended_by in ('finished', 'canceled', 'budget', 'full_disk', 'question', 'crash', 'error')),
    stage text,
    time_of_day text,
    weather text,
    model_name text,
    provider_code text,
    seed {int64} not null default 0,
    budget_usd {decimal6},
    definition_json {json} not null default '{}',
    settings_snapshot_json {json} not null default '{}',
    plan_json {json} not null default '{}',
    warnings_json {json_any} not null default '[]',
    task_id {id},
    run_log_asset_id {id},
    created_by_user_id {id} references app_users (id),
    started_at {time},
    finished_at {time},
    created_at {time} not null,
    unique (project_id, id),
    foreign key (project_id, run_log_asset_id) references assets (project_id, id)
){strict};

create table run_jobs (
    id {id} primary key,
    project_id {id} not null,
    run_id {id} not null,
    job_key text not null,
    position {int64} not null,
    status text not null check (status in ('planned', 'running', 'done', 'failed_output_guard', 'failed')),
    chapter text not null default '',
    page {int64} not null default 0,
    number {int64} not null default 0,
    scene_text text not null default '',
    prompt_text text not null,
    time_of_day text,
    weather text,
    provider_code text,
    model_name text,
    seed {int64} not null,
    redraws {int64} not null default 0,
    selected_candidate_index {int64},
    selected_by text check (selected_by in ('guard', 'person')),
    decided_by text,
    is_approved {bool},
    final_asset_id {id},
    spec_json {json} not null default '{}',
    error_json {json_any} not null default 'null',
    meta_json {json} not null default '{}',
    started_at {time},
    finished_at {time},
    created_at {time} not null,
    unique (run_id, job_key),
    unique (project_id, id),
    foreign key (project_id, run_id) references runs (project_id, id),
    foreign key (project_id, final_asset_id) references assets (project_id, id)
){strict};

create table run_candidates (
    id {id} primary key,
    project_id {id} not null,
    job_id {id} not null,
    candidate_index {int64} not null,
    status text not null check (status in ('generated', 'done', 'failed_output_guard', 'failed')),
    seed {int64} not null,
    output_asset_id {id},
    final_asset_id {id},
    rank_hard_failures {int64} not null default 0,
    rank_soft_warnings {int64} not null default 0,
    rank_avg_chroma_exceed {decimal6} not null default 0,
    rank_composite {decimal6} not null default 0,
    cost_usd {decimal6} not null default 0,
    error_json {json_any} not null default 'null',
    meta_json {json} not null default '{}',
    created_at {time} not null,
    unique (job_id, candidate_index),
    unique (project_id, id),
    foreign key (project_id, job_id) references run_jobs (project_id, id),
    foreign key (project_id, output_asset_id) references assets (project_id, id),
    foreign key (project_id, final_asset_id) references assets (project_id, id)
){strict};

create table steps (
    id {id} primary key,
    project_id {id} not null references projects (id),
    key text not null,
    name text not null,
    version {int64} not null,
    params_json {json} not null,
    inputs_json {json_any} not null,
    outputs_json {json} not null,
    result_json {json} not null,
    reproducibility text not null check (reproducibility in ('bit_exact', 'seeded', 'recorded')),
    own_ms {int64} not null,
    created_at {time} not null,
    unique (project_id, key),
    unique (project_id, id)
){strict};

create table candidate_steps (
    id {id} primary key,
    project_id {id} not null,
    candidate_id {id} not null,
    step_id {id} not null,
    position {int64} not null,
    is_memoised {bool} not null,
    unique (project_id, candidate_id, position),
    foreign key (project_id, candidate_id) references run_candidates (project_id, id),
    foreign key (project_id, step_id) references steps (project_id, id)
){strict_by_key};

create table run_job_inputs (
    id {id} primary key,
    project_id {id} not null,
    job_id {id} not null,
    input_kind text not null check (input_kind in ('style_guide', 'character', 'reference_set', 'asset', 'prompt_template')),
    input_id {id} not null,
    sha256 text not null,
    created_at {time} not null,
    unique (project_id, job_id, input_kind, input_id),
    foreign key (project_id, job_id) references run_jobs (project_id, id)
){strict_by_key};

create table quality_reports (
    id {id} primary key,
    project_id {id} not null references projects (id),
    run_id {id},
    job_id {id},
    candidate_id {id},
    report_type text not null check (report_type in ('output_guard', 'model_score', 'human_review')),
    summary_json {json} not null,
    created_at {time} not null,
    unique (project_id, id),
    foreign key (project_id, run_id) references runs (project_id, id),
    foreign key (project_id, job_id) references run_jobs (project_id, id),
    foreign key (project_id, candidate_id) references run_candidates (project_id, id)
){strict};

-- Money, exports, audit.

create table cost_events (
    id {id} primary key,
    project_id {id} not null references projects (id),
    run_id {id},
    provider_code text not null,
    operation_code text not null,
    units {decimal6} not null default 0,
    cost_usd {decimal6} not null default 0,
    currency text not null default 'USD',
    meta_json {json} not null default '{}',
    created_at {time} not null,
    unique (project_id, id),
    foreign key (project_id, run_id) references runs (project_id, id)
){strict};

create table project_exports (
    id {id} primary key,
    project_id {id} not null references projects (id),
    export_asset_id {id},
    format text not null check (format in ('tar.gz', 'zip', 'folder')),
    path text not null default '',
    sha256 text,
    size_bytes {int64},
    files {int64},
    created_at {time} not null,
    unique (project_id, id),
    foreign key (project_id, export_asset_id) references assets (project_id, id)
){strict};

-- The trail outlives a purged project, so its project is a name and no reference.
create table audit_events (
    id {id} primary key,
    project_id {id},
    actor_user_id {id} references app_users (id),
    event_code text not null,
    payload_json {json} not null default '{}',
    created_at {time} not null
){strict_by_key};

-- Chat, instructions, voice.

create table chat_sessions (
    id {id} primary key,
    project_id {id} not null references projects (id),
    user_id {id} not null references app_users (id),
    title text not null default '',
    status text not null check (status in ('active', 'archived')),
    context_json {json} not null default '{}',
    created_at {time} not null,
    updated_at {time} not null,
    unique (project_id, id)
){strict};

create table chat_messages (
    id {id} primary key,
    project_id {id} not null,
    session_id {id} not null,
    role text not null check (role in ('user', 'assistant', 'system', 'tool')),
    content_text text not null,
    content_json {json} not null default '{}',
    voice_asset_id {id},
    token_usage_json {json} not null default '{}',
    created_at {time} not null,
    unique (project_id, id),
    foreign key (project_id, session_id) references chat_sessions (project_id, id),
    foreign key (project_id, voice_asset_id) references assets (project_id, id)
){strict};

create table agent_instructions (
    id {id} primary key,
    project_id {id} not null references projects (id),
    session_id {id},
    message_id {id},
    instruction_type text not null check (instruction_type in ('pipeline_run', 'asset_edit', 'qa_check', 'storage_sync', 'custom')),
    payload_json {json} not null,
    status text not null check (status in ('draft', 'queued', 'running', 'done', 'failed', 'canceled')),
    priority {int64} not null default 100,
    requires_confirmation {bool} not null default false,
    confirmed_by_user_id {id} references app_users (id),
    queued_at {time},
    started_at {time},
    finished_at {time},
    created_at {time} not null,
    updated_at {time} not null,
    unique (project_id, id),
    foreign key (project_id, session_id) references chat_sessions (project_id, id),
    foreign key (project_id, message_id) references chat_messages (project_id, id)
){strict};

create table agent_instruction_events (
    id {id} primary key,
    project_id {id} not null,
    instruction_id {id} not null,
    event_type text not null check (event_type in ('queued', 'started', 'log', 'result', 'error', 'status_change')),
    event_payload_json {json} not null default '{}',
    created_at {time} not null,
    foreign key (project_id, instruction_id) references agent_instructions (project_id, id)
){strict};

create table voice_requests (
    id {id} primary key,
    project_id {id} not null references projects (id),
    session_id {id},
    message_id {id},
    direction text not null check (direction in ('stt', 'tts')),
    provider_code text not null,
    input_asset_id {id},
    output_asset_id {id},
    status text not null check (status in ('queued', 'running', 'done', 'failed')),
    latency_ms {int64},
    meta_json {json} not null default '{}',
    created_at {time} not null,
    foreign key (project_id, session_id) references chat_sessions (project_id, id),
    foreign key (project_id, message_id) references chat_messages (project_id, id),
    foreign key (project_id, input_asset_id) references assets (project_id, id),
    foreign key (project_id, output_asset_id) references assets (project_id, id)
){strict};

-- The engine's own: tasks, events, answers already given, settings.

create table tasks (
    id {id} primary key,
    kind text not null,
    project_id {id} references projects (id),
    status text not null check (status in ('queued', 'running', 'done', 'failed', 'canceled')),
    priority {int64} not null default 100,
    attempt {int64} not null default 0,
    params_json {json} not null,
    progress_json {json} not null default '{}',
    result_json {json_any} not null default 'null',
    error_json {json_any} not null default 'null',
    is_cancel_requested {bool} not null default false,
    lease_owner text,
    lease_until {time},
    actor_user_id {id} not null references app_users (id),
    correlation_id text,
    progress_token_json {json_any} not null default 'null',
    created_at {time} not null,
    started_at {time},
    finished_at {time}
){strict};

create index tasks_waiting on tasks (priority, id) where status in ('queued', 'running');
create index tasks_project on tasks (project_id, id);

create table events (
    seq {int64} primary key,
    created_at {time} not null,
    project_id {id},
    method text not null,
    params_json text not null
){strict};

create index events_project on events (project_id, seq);

create table idempotency_keys (
    actor_user_id {id} not null,
    key text not null,
    method text not null,
    params_sha256 text not null,
    reply text not null,
    created_at {time} not null,
    primary key (actor_user_id, key)
){strict_by_key};

create index idempotency_keys_age on idempotency_keys (created_at);

create table config_values (
    key text primary key,
    value_json {json_any} not null,
    updated_at {time} not null,
    updated_by_user_id {id} not null references app_users (id)
){strict};

create table config_changes (
    id {id} primary key,
    key text not null,
    value_json {json_any} not null,
    reason text not null default '',
    actor_user_id {id} not null references app_users (id),
    created_at {time} not null
){strict_by_key};

-- The thirteen indexes of the specification.

create index projects_owner_slug on projects (owner_user_id, slug);
create index runs_project_created on runs (project_id, created_at desc);
create index run_jobs_run_status on run_jobs (run_id, status);
create index run_candidates_job_index on run_candidates (job_id, candidate_index);
create index assets_project_kind_created on assets (project_id, kind, created_at desc);
create index assets_project_sha256 on assets (project_id, sha256);
create index cost_events_project_created on cost_events (project_id, created_at desc);
create index quality_reports_project_created on quality_reports (project_id, created_at desc);
create index chat_sessions_project_updated on chat_sessions (project_id, updated_at desc);
create index chat_messages_session_created on chat_messages (session_id, created_at asc);
create index agent_instructions_project_status on agent_instructions (project_id, status, priority, created_at desc);
create index agent_instruction_events_instruction on agent_instruction_events (instruction_id, created_at asc);
create index voice_requests_project_status on voice_requests (project_id, status, created_at desc);

-- What pages and walks need beside them. Each begins with project_id, which stands in every
-- statement: an index without it would lose to one that finds the whole project.

create index assets_project_kind_id on assets (project_id, kind, id desc);
create index asset_links_child on asset_links (project_id, child_asset_id);
create index asset_links_parent on asset_links (project_id, parent_asset_id);
create index run_jobs_run_position on run_jobs (project_id, run_id, position);
create index quality_reports_job on quality_reports (project_id, job_id, id);
create index quality_reports_candidate on quality_reports (project_id, candidate_id, id);
create index quality_reports_run on quality_reports (project_id, run_id, id);
create index steps_name on steps (project_id, name, own_ms);
create index run_candidates_job on run_candidates (project_id, job_id, candidate_index);
create index reference_items_set on reference_items (project_id, reference_set_id);
create index reference_items_asset on reference_items (project_id, asset_id);
create index candidate_steps_step on candidate_steps (project_id, step_id);
create index run_job_inputs_input on run_job_inputs (project_id, input_kind, input_id);
create index audit_events_project on audit_events (project_id, id);
