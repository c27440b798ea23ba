// Made from contracts/openrpc.json by `iat-sidecar contracts`; change the program instead.

import type { Ask } from "./ask.js";

export const CONTRACT_HASH = "092924190796ad30a61190c12ee8aba7dfa91c68cd021d71a1ef532481897739";

/** A file of a project; `path` is where it lies on this machine, null when it is elsewhere. */
export interface Asset {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  project_id: string;
  kind: "bg_removed" | "export" | "final" | "generated" | "input" | "mask" | "other" | "reference" | "run_log" | "upscaled";
  storage_uri: string;
  storage_backend: "local" | "s3";
  mime_type: string | null;
  width: number | null;
  height: number | null;
  size_bytes: number | null;
  sha256: string | null;
  metadata: Record<string, unknown>;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  path: string | null;
}

/** A file was added to a project. */
export interface AssetCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  asset: Asset;
}

/** An asset was removed. */
export interface AssetDeleted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  asset: Asset;
}

/** How one asset came from, or belongs to, another. */
export interface AssetLink {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  parent_asset_id: string;
  /** A UUIDv7. */
  child_asset_id: string;
  link_type: "derived_from" | "mask_for" | "reference_of" | "variant_of";
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
}

/** Two assets were linked. */
export interface AssetLinkCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  asset_link: AssetLink;
}

/** A link between two assets was removed. */
export interface AssetLinkDeleted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  asset_link: AssetLink;
}

/** Some items, and where the next page begins (null at the end). */
export interface AssetPage {
  items: Asset[];
  next_cursor: string | null;
}

/** An asset's metadata was changed. */
export interface AssetUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  asset: Asset;
}

/** Who did what, when; `payload` holds the request's short values, never texts or secrets. */
export interface AuditEvent {
  /** A UUIDv7. */
  id: string;
  project_id: string | null;
  actor_user_id: string | null;
  event_code: string;
  payload: Record<string, unknown>;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
}

/** Some items, and where the next page begins (null at the end). */
export interface AuditEventPage {
  items: AuditEvent[];
  next_cursor: string | null;
}

/** Left and top edge counted from the upper left corner, and the size. */
export interface Box {
  x: number;
  y: number;
  /** An edge length in pixels. */
  width: number;
  /** An edge length in pixels. */
  height: number;
}

/** One variant, with the terms it is ranked by; `output` is before, `final` after the finish. */
export interface Candidate {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  project_id: string;
  /** A UUIDv7. */
  job_id: string;
  candidate_index: number;
  status: "done" | "failed" | "failed_output_guard" | "generated";
  seed: number;
  output_asset_id: string | null;
  final_asset_id: string | null;
  rank_hard_failures: number;
  rank_soft_warnings: number;
  /** Six decimal places. */
  rank_avg_chroma_exceed: number;
  /** Six decimal places. */
  rank_composite: number;
  /** US dollars with six places. */
  cost_usd: string;
  error: Failure | null;
  meta: Record<string, unknown>;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
}

/** A person preferred a variant, or the guard did. */
export interface CandidateChosen {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  candidate: Candidate;
  by: "guard" | "person";
}

/** A variant was drawn. */
export interface CandidateCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  candidate: Candidate;
}

/** Some items, and where the next page begins (null at the end). */
export interface CandidatePage {
  items: Candidate[];
  next_cursor: string | null;
}

/** The guard judged a variant. */
export interface CandidateScored {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  candidate: Candidate;
}

/** A variant was changed. */
export interface CandidateUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  candidate: Candidate;
}

/** Somebody who looks the same in every picture. */
export interface Character {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  project_id: string;
  /** A short name that stays: letters, digits, _ and -. */
  code: string;
  name: string;
  bio: string;
  identity_constraints: Identity;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  /** UTC, ISO-8601 with microseconds and Z. */
  updated_at: string;
}

/** A character was made. */
export interface CharacterCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  character: Character;
}

/** A character was removed. */
export interface CharacterDeleted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  character: Character;
}

/** Some items, and where the next page begins (null at the end). */
export interface CharacterPage {
  items: Character[];
  next_cursor: string | null;
}

/** A character was changed, or a part was measured. */
export interface CharacterUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  character: Character;
}

/** One thing that was looked at; where it is not well, `way_out` says what to do. */
export interface Check {
  name: string;
  status: "failed" | "ok" | "warning";
  detail: string;
  way_out: string | null;
}

/** What the guard found on one picture; nothing of it is kept. */
export interface Checked {
  /** A UUIDv7. */
  asset_id: string;
  report: GuardReport;
}

/** The program at the other end. */
export interface Client {
  name: string;
  version: string;
}

/** How far colours are moved: toward the style guide, or by a table of another program. */
export interface ColorOptions {
  toward?: "cube" | "style_guide";
  strength?: number;
  cube_path?: string | null;
}

/** The page as an asset, and where it lies. */
export interface ComposedPage {
  /** A UUIDv7. */
  asset_id: string;
  path: string;
}

/** Who set what, when and why; a null value is the default again. */
export interface ConfigChange {
  /** A UUIDv7. */
  id: string;
  key: string;
  value: unknown;
  reason: string;
  /** A UUIDv7. */
  actor_user_id: string;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
}

/** Some items, and where the next page begins (null at the end). */
export interface ConfigChangePage {
  items: ConfigChange[];
  next_cursor: string | null;
}

/** A setting was changed. */
export interface ConfigUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  config: Setting;
}

/** Jobs of a run by status. */
export interface Counts {
  planned: number;
  running: number;
  done: number;
  failed_output_guard: number;
  failed: number;
}

/** A .cube file that was written. */
export interface Cube {
  path: string;
  table_sha256: string;
}

/** How the background is removed; no chain means the default one. refine: auto solves soft and rough edges as a matte, true all; false leaves masks and colours as they are, which is quick. */
export interface CutoutOptions {
  chain?: string[] | null;
  model?: string | null;
  refine?: boolean | "auto";
}

/** Damaged files of one project: how many, and the first of them. */
export interface Damage {
  count: number;
  files: DamagedFile[];
}

/** A content file that is not what its row says. */
export interface DamagedFile {
  /** A UUIDv7. */
  project_id: string;
  /** A UUIDv7. */
  asset_id: string;
  storage_uri: string;
  reason: string;
}

/** A picture in a file; in a document with several, `page` says where it is. */
export interface DeliveredPicture {
  path: string;
  page: number | null;
  /** A UUIDv7. */
  asset_id: string;
  job_id: string | null;
  /** An edge length in pixels. */
  width_px: number;
  /** An edge length in pixels. */
  height_px: number;
  size_bytes: number;
  sha256: string;
  color: "cmyk" | "gray" | "srgb";
  /** Pixels an inch. */
  dpi: number;
}

/** A folder that was delivered; beside the files lies `delivery.json`, which says more. */
export interface Delivery {
  path: string;
  files: DeliveredPicture[];
  warnings: string[];
}

/** An OpenRPC document. */
export interface Document {
  openrpc: string;
  info: Record<string, unknown>;
  methods: Record<string, unknown>[];
  components: Record<string, unknown>;
  "x-notifications": Record<string, unknown>;
  "x-errors": Record<string, unknown>[];
}

/** Nothing to say but that it was done. */
export type Empty = Record<string, never>;

/** What a program needs to know of an error. */
export interface ErrorData {
  kind: string;
  retryable: boolean;
  retry_after_ms?: number;
  details: Record<string, unknown>;
  trace_id: string;
}

/** What a plan will cost in money and time, as far as it can be known. */
export interface Estimate {
  /** US dollars with six places. */
  cost_usd: string;
  /** US dollars with six places. */
  cost_max_usd: string;
  by_provider: Record<string, string>;
  by_stage: Record<string, string>;
  unknown_prices: string[];
  calls: number;
  duration_s: number;
}

/** An error as it would have stood in a reply. */
export interface Failure {
  code: number;
  message: string;
  data: Record<string, unknown>;
}

/** One rule a picture breaks: by how much, how serious, and in a sentence what is wrong. */
export interface Finding {
  rule: string;
  severity: "hard" | "soft";
  value: number;
  threshold: number;
  /** 1 for hard; for soft how far past the threshold. */
  weight: number;
  message: string;
}

/** What makes a character recognisable. */
export interface GivenIdentity {
  reference_set_id?: string | null;
  description?: string;
  parts?: GivenPart[];
  must?: string[];
  must_not?: string[];
}

/** The colour of one part, as `lab` or as `hex`. */
export interface GivenPart {
  /** hair, skin, eyes, outfit_1, outfit_2, … */
  part: string;
  lab?: [number, number, number] | null;
  hex?: string | null;
  /** Allowed CIEDE2000 difference. */
  tolerance_de00?: number;
}

/** Everything one check found; `version` is that of the thresholds. measures: raw numbers (l_mean, l_deviation, c_mean and the matte's), and under the name of each rule that applied how near its line the picture is: 0 far from it, 1 on it, at most 6. look: the stage and light whose references it was held against; z: how many robust deviations each measure is from theirs, where there are enough of them. dhash: the 64-bit difference hash of the picture as 16 hex digits; absent where the picture is too flat to be told from another by it. */
export interface GuardReport {
  version: number;
  findings: Finding[];
  hard_failures: number;
  soft_warnings: number;
  soft_weighted: number;
  chroma_exceed: number;
  chroma_exceed_share: number;
  palette_de00: number | null;
  scores: Scores;
  composite: number;
  measures: Record<string, number>;
  look: string | null;
  z: Record<string, number>;
  dhash: string | null;
}

/** The quality check's settings; thresholds by name replace the built-in ones. */
export interface GuardSettings {
  thresholds?: Record<string, number>;
}

/** Everything that was looked at; degraded when one thing is not well. */
export interface Health {
  status: "degraded" | "ok";
  checks: Check[];
}

/** What makes a character recognisable, every colour as CIELAB and as hex. */
export interface Identity {
  reference_set_id: string | null;
  description: string;
  parts: Part[];
  must: string[];
  must_not: string[];
}

/** The files in the order given; for more than 100 the task that imports them. */
export interface Imported {
  items?: ImportedFile[];
  /** A UUIDv7. */
  task_id?: string;
}

/** What became of one file: its asset, or why it was refused. */
export interface ImportedFile {
  path: string;
  asset: Asset | null;
  is_new: boolean;
  error: Failure | null;
}

/** The handshake's answer. */
export interface Initialized {
  protocol: number;
  server: Server;
  contract_hash: string;
  contract_matches: boolean | null;
  data_dir: string;
  schema_version: number;
  /** The newest event there was; what follows is told. */
  last_seq: number;
  mode: "normal" | "read_only" | "recovery";
  limits: Limits;
  supports: Record<string, boolean>;
}

/** One scene or shot of a run. */
export interface Job {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  project_id: string;
  /** A UUIDv7. */
  run_id: string;
  job_key: string;
  position: number;
  status: "done" | "failed" | "failed_output_guard" | "planned" | "running";
  panel: Panel;
  scene: string;
  prompt_text: string;
  time_of_day: "dawn" | "day" | "dusk" | "golden_hour" | "interior" | "night" | null;
  weather: "clear" | "cloudy" | "fog" | "rain" | "snow" | "storm" | null;
  provider_code: string | null;
  model_name: string | null;
  seed: number;
  redraws: number;
  selected_candidate_index: number | null;
  selected_by: "guard" | "person" | null;
  decided_by: string | null;
  is_approved: boolean | null;
  final_asset_id: string | null;
  spec: JobSpec;
  error: Failure | null;
  meta: Record<string, unknown>;
  started_at: string | null;
  finished_at: string | null;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
}

/** A job was planned. */
export interface JobCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  job: Job;
}

/** One scene or shot as it is asked for: a scene, a prompt, or a picture to start from. */
export interface JobDefinition {
  stages?: ("advanced" | "light_time" | "style_lock" | "weather_effects" | StagePlan)[] | null;
  time_of_day?: "dawn" | "day" | "dusk" | "golden_hour" | "interior" | "night" | null;
  weather?: "clear" | "cloudy" | "fog" | "rain" | "snow" | "storm" | null;
  candidates?: number | null;
  style_guide_id?: string | null;
  post?: Post | null;
  job_key: string;
  panel?: Panel;
  scene?: string;
  prompt?: string;
  characters?: string[];
  input_asset_id?: string | null;
  width_px?: number | null;
  height_px?: number | null;
  seed?: number | null;
  meta?: Record<string, unknown>;
}

/** A job came to its end. */
export interface JobFinished {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  job: Job;
}

/** Some items, and where the next page begins (null at the end). */
export interface JobPage {
  items: Job[];
  next_cursor: string | null;
}

/** A job with nothing left open: every default taken, every seed known. */
export interface JobSpec {
  scene: string;
  prompt: string;
  characters: string[];
  input_asset_id: string | null;
  width_px: number | null;
  height_px: number | null;
  seed: number;
  stages: StagePlan[];
  time_of_day: "dawn" | "day" | "dusk" | "golden_hour" | "interior" | "night" | null;
  weather: "clear" | "cloudy" | "fog" | "rain" | "snow" | "storm" | null;
  candidates: number;
  style_guide_id: string | null;
  post: Post | null;
  prompts: Record<string, string>;
  template_ids: Record<string, string>;
  job_key: string;
}

/** A job is being drawn. */
export interface JobStarted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  job: Job;
}

/** A job was changed. */
export interface JobUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  job: Job;
}

/** What one message, batch, conversation and page may hold. */
export interface Limits {
  message_bytes: number;
  batch: number;
  in_flight: number;
  page: number;
}

/** Assets that an asset came from, or that came from it, and the links between them. */
export interface Lineage {
  assets: Asset[];
  links: AssetLink[];
}

/** The least level that is written. */
export interface LogLevel {
  level: "debug" | "error" | "info" | "warning";
}

/** What the references of one stage, time of day and weather have in common. tone: 32 shares of L*. orientation: shares of eight edge directions. medians and mads: of each measure over the references, those in DISTANCES from what the other references have in common. */
export interface Look {
  references: number;
  palette: PaletteColour[];
  chroma_ceiling: number;
  tone: number[];
  /** Occupied bins of a*, b* (24 × 24, ten units each, from −120) and shares. */
  colours: [number, number][];
  orientation: number[];
  medians: Record<string, number>;
  mads: Record<string, number>;
}

/** The look of the reference set as it was measured, and when. */
export interface Measured {
  version: number;
  references: number;
  palette: PaletteColour[];
  chroma_ceiling: number;
  /** CIELAB under D65: L* 0…100, a*, b*. */
  lab_mean: [number, number, number];
  lab_covariance: [[number, number, number], [number, number, number], [number, number, number]];
  tone: number[];
  line_weight_px: number;
  edge_density: number;
  noise: number;
  sharpness: number;
  l_mean: number;
  c_mean: number;
  mad: Spread;
  of_light: Record<string, Look>;
  decided: string[];
  /** UTC, ISO-8601 with microseconds and Z. */
  at: string;
}

/** An asset to refer to, and how much it counts beside the others. */
export interface NewItem {
  /** A UUIDv7. */
  asset_id: string;
  weight?: number;
  notes?: string;
}

/** A project's folder that cannot be reached, so that its files were not looked at. */
export interface OfflineRoot {
  /** A UUIDv7. */
  project_id: string;
  path: string;
}

/** What may be said for all jobs of a run and said otherwise for one. */
export interface Overrides {
  stages?: ("advanced" | "light_time" | "style_lock" | "weather_effects" | StagePlan)[] | null;
  time_of_day?: "dawn" | "day" | "dusk" | "golden_hour" | "interior" | "night" | null;
  weather?: "clear" | "cloudy" | "fog" | "rain" | "snow" | "storm" | null;
  candidates?: number | null;
  style_guide_id?: string | null;
  post?: Post | null;
}

/** A bag that was written. `sha256` is that of the archive; of a folder it is that of its manifest-sha256.txt, which holds the hash of every payload file. `size_bytes` and `files` count the archive's bytes and the files in the bag; of a folder the bytes of all its files. `path` is where it was written. */
export interface Package {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  project_id: string;
  export_asset_id: string | null;
  format: "folder" | "tar.gz" | "zip";
  path: string;
  sha256: string;
  size_bytes: number;
  files: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
}

/** A package was written. */
export interface PackageCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  package: Package;
}

/** What a package is narrowed to; knowledge and its references always come along. With a run come its jobs, candidates, steps, reports, costs and log; with a chapter the jobs of that chapter. With `finals_only` what was drawn is left out but for the chosen pictures. A narrowed package has no conversations. */
export interface PackageInclude {
  finals_only?: boolean;
  run_id?: string | null;
  chapter?: string | null;
}

/** Some items, and where the next page begins (null at the end). */
export interface PackagePage {
  items: Package[];
  next_cursor: string | null;
}

/** One colour of a palette and the share of the picture it stands for. */
export interface PaletteColour {
  /** CIELAB under D65: L* 0…100, a*, b*. */
  lab: [number, number, number];
  weight: number;
}

/** A job's place in the story. */
export interface Panel {
  chapter?: string;
  page?: number;
  number?: number;
}

/** The colour of one part; `hex` is the nearest inside sRGB. */
export interface Part {
  /** hair, skin, eyes, outfit_1, outfit_2, … */
  part: string;
  /** CIELAB under D65: L* 0…100, a*, b*. */
  lab: [number, number, number];
  /** sRGB as #rrggbb. */
  hex: string;
  /** Allowed CIEDE2000 difference. */
  tolerance_de00: number;
}

/** A stored dry run; `run/start` can take exactly this. */
export interface Plan {
  /** A UUIDv7. */
  run_id: string;
  jobs: PlannedJob[];
  steps: number;
  memoised_steps: number;
  estimate: Estimate;
  warnings: string[];
}

/** A job as a plan shows it. */
export interface PlannedJob {
  /** A UUIDv7. */
  id: string;
  job_key: string;
  prompts: Record<string, string>;
  steps: number;
  memoised_steps: number;
}

/** The machine underneath. */
export interface Platform {
  system: string;
  release: string;
  machine: string;
}

/** What happens to a picture after its stages. */
export interface Post {
  cutout?: CutoutOptions | null;
  upscale?: UpscaleOptions | null;
  color?: ColorOptions | null;
}

/** How far something is; `total` is null while it is not known. */
export interface Progress {
  done: number;
  total: number | null;
  unit: string;
  eta_s: number | null;
  note: string;
}

/** How far the work of a request is that carried a `progress_token`. */
export interface Progressed {
  token: string | number;
  progress: Progress;
}

/** The root of all work. */
export interface Project {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  workspace_id: string;
  /** A UUIDv7. */
  owner_user_id: string;
  slug: string;
  name: string;
  description: string;
  status: "active" | "archived" | "deleted";
  settings: ProjectSettings;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  /** UTC, ISO-8601 with microseconds and Z. */
  updated_at: string;
}

/** A project was made. */
export interface ProjectCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  project: Project;
}

/** A project was put aside and its slug freed, or purged for good. */
export interface ProjectDeleted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  project: Project;
}

/** Some items, and where the next page begins (null at the end). */
export interface ProjectPage {
  items: Project[];
  next_cursor: string | null;
}

/** What holds for every run of a project unless the run says otherwise. */
export interface ProjectSettings {
  commercial?: boolean;
  defaults?: Overrides;
  guard?: GuardSettings;
  resume_on_start?: "all" | "ask" | "local";
}

/** A project was changed, archived or restored. */
export interface ProjectUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  project: Project;
}

/** One version of a text from which the prompts of a stage are made. */
export interface PromptTemplate {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  project_id: string;
  name: string;
  stage: "advanced" | "light_time" | "style_lock" | "weather_effects";
  /** Text with {scene}, {prompt}, {characters}, {style}, {negative}, {time_of_day}, {weather} and {stage}; {{ and }} stand for braces. A line all of whose placeholders are empty is left out. */
  template_text: string;
  version: number;
  is_active: boolean;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
}

/** A version of a template was written. */
export interface PromptTemplateCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  prompt_template: PromptTemplate;
}

/** Some items, and where the next page begins (null at the end). */
export interface PromptTemplatePage {
  items: PromptTemplate[];
  next_cursor: string | null;
}

/** A template became, or ceased to be, the active one of its stage. */
export interface PromptTemplateUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  prompt_template: PromptTemplate;
}

/** One link of a provider chain. */
export interface ProviderLink {
  provider_code: string;
  model_name?: string | null;
  params?: Record<string, unknown>;
}

/** A project that is gone for good. */
export interface Purged {
  project_id: string;
}

/** What was found, by whom, and about which variant. */
export interface QualityReport {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  project_id: string;
  run_id: string | null;
  job_id: string | null;
  candidate_id: string | null;
  report_type: "human_review" | "model_score" | "output_guard";
  summary: Record<string, unknown>;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
}

/** A report was written. */
export interface QualityReportCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  quality_report: QualityReport;
}

/** Some items, and where the next page begins (null at the end). */
export interface QualityReportPage {
  items: QualityReport[];
  next_cursor: string | null;
}

/** A reference to an asset; a weight of 0 leaves it out of measures. */
export interface ReferenceItem {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  reference_set_id: string;
  /** A UUIDv7. */
  asset_id: string;
  weight: number;
  notes: string;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
}

/** References that belong together, in the order they were added. */
export interface ReferenceSet {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  project_id: string;
  name: string;
  kind: "character" | "lighting" | "other" | "scene" | "style";
  metadata: Record<string, unknown>;
  items: ReferenceItem[];
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  /** UTC, ISO-8601 with microseconds and Z. */
  updated_at: string;
}

/** A reference set was made. */
export interface ReferenceSetCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  reference_set: ReferenceSet;
}

/** A reference set was removed; its assets stay. */
export interface ReferenceSetDeleted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  reference_set: ReferenceSet;
}

/** Some items, and where the next page begins (null at the end). */
export interface ReferenceSetPage {
  items: ReferenceSet[];
  next_cursor: string | null;
}

/** A reference set, or what stands in it, was changed. */
export interface ReferenceSetUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  reference_set: ReferenceSet;
}

/** Events in order of `seq`; go on after `last_seq` until nothing comes. */
export interface Replay {
  items: ReplayedEvent[];
  last_seq: number;
}

/** A notification as it was told. */
export interface ReplayedEvent {
  method: string;
  params: unknown;
}

/** Where the report of a run lies: one HTML page. */
export interface Report {
  path: string;
}

/** What matched bit for bit. */
export interface ReproduceResult {
  /** A UUIDv7. */
  run_id: string;
  identical: number;
  different: number;
  recorded: number;
  steps: Reproduced[];
}

/** One step of a repetition beside the original. */
export interface Reproduced {
  job_key: string;
  candidate_index: number;
  step: string;
  outcome: "different" | "identical" | "recorded";
}

/** What any request may carry beside its own parameters. */
export interface RequestMeta {
  idempotency_key?: string | null;
  timeout_ms?: number | null;
  correlation_id?: string | null;
  progress_token?: string | number | null;
}

/** How many panels each row has, from the top. */
export interface Rows {
  rows: number[];
}

/** One pipeline execution; `status` and `ended_by` say how it stands and why it ended. */
export interface Run {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  project_id: string;
  name: string;
  run_mode: "dry" | "run";
  status: "done" | "failed" | "partial" | "planned" | "running";
  ended_by: "budget" | "canceled" | "crash" | "error" | "finished" | "full_disk" | "question" | null;
  stage: string | null;
  time_of_day: "dawn" | "day" | "dusk" | "golden_hour" | "interior" | "night" | null;
  weather: "clear" | "cloudy" | "fog" | "rain" | "snow" | "storm" | null;
  model_name: string | null;
  provider_code: string | null;
  seed: number;
  budget_usd: string | null;
  plan: Record<string, unknown>;
  warnings: string[];
  jobs: Counts;
  task_id: string | null;
  run_log_asset_id: string | null;
  settings_snapshot: Record<string, unknown>;
  started_at: string | null;
  finished_at: string | null;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
}

/** A run was planned or begun. */
export interface RunCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  run: Run;
}

/** A run was removed. */
export interface RunDeleted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  run: Run;
}

/** A run came to its end: done, partial or failed. */
export interface RunFinished {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  run: Run;
}

/** Where the log of a run lies. */
export interface RunLog {
  /** A UUIDv7. */
  asset_id: string;
  path: string | null;
}

/** Some items, and where the next page begins (null at the end). */
export interface RunPage {
  items: Run[];
  next_cursor: string | null;
}

/** How a run ended. */
export interface RunResult {
  /** A UUIDv7. */
  run_id: string;
  status: "done" | "failed" | "partial" | "planned" | "running";
  ended_by: "budget" | "canceled" | "crash" | "error" | "finished" | "full_disk" | "question" | null;
  jobs: Counts;
  run_log_asset_id: string | null;
  steps: number;
  memoised_steps: number;
}

/** A run is being worked on. */
export interface RunStarted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  run: Run;
}

/** A run was changed. */
export interface RunUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  run: Run;
}

/** 0 bad … 1 perfect; absent where there was nothing to judge by. */
export interface Scores {
  technical: number;
  style: number | null;
  identity: number | null;
  spec: number | null;
}

/** This program. */
export interface Server {
  name: string;
  version: string;
}

/** A colour of the palette and its share; where no colour has one, all count alike. */
export interface SetColour {
  /** CIELAB under D65: L* 0…100, a* and b* −128…128. */
  lab: [number, number, number];
  weight?: number;
}

/** A setting with its value in force; `schema` is JSON Schema. */
export interface Setting {
  key: string;
  value: unknown;
  default: unknown;
  scope: "installation";
  schema: Record<string, unknown>;
  admin_only: boolean;
}

/** Some items, and where the next page begins (null at the end). */
export interface SettingPage {
  items: Setting[];
  next_cursor: string | null;
}

/** Median absolute deviation of each measure over the references; 0 for a single one. palette: weighted nearest ΔE00 from the whole palette; tone: earth mover's distance in L*. */
export interface Spread {
  palette: number;
  chroma_ceiling: number;
  tone: number;
  line_weight_px: number;
  edge_density: number;
  noise: number;
  sharpness: number;
  l_mean: number;
  c_mean: number;
}

/** A stage and who may do it, in order of preference. */
export interface StagePlan {
  stage: "advanced" | "light_time" | "style_lock" | "weather_effects";
  provider_chain?: ProviderLink[];
}

/** Long work was put into the queue. */
export interface Started {
  /** A UUIDv7. */
  task_id: string;
}

/** A run and the task that works on it. */
export interface StartedRun {
  /** A UUIDv7. */
  run_id: string;
  /** A UUIDv7. */
  task_id: string;
}

/** The rules of one look; one of a project may be its default. */
export interface StyleGuide {
  /** A UUIDv7. */
  id: string;
  /** A UUIDv7. */
  project_id: string;
  name: string;
  description: string;
  rules: StyleRules;
  is_default: boolean;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  /** UTC, ISO-8601 with microseconds and Z. */
  updated_at: string;
}

/** A style guide was written. */
export interface StyleGuideCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  style_guide: StyleGuide;
}

/** A style guide was removed. */
export interface StyleGuideDeleted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  style_guide: StyleGuide;
}

/** Some items, and where the next page begins (null at the end). */
export interface StyleGuidePage {
  items: StyleGuide[];
  next_cursor: string | null;
}

/** A style guide was changed, measured, or became or ceased to be the default. */
export interface StyleGuideUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  style_guide: StyleGuide;
}

/** A look in words and numbers; `measured` is written by style_guide/measure alone. */
export interface StyleRules {
  prompt?: string;
  negative_prompt?: string;
  reference_set_id?: string | null;
  measured?: Measured | null;
  set?: StyleSet;
}

/** What a person decided; it wins over what was measured. */
export interface StyleSet {
  palette?: SetColour[] | null;
  chroma_ceiling?: number | null;
  tone?: number[] | null;
  line_weight_px?: number | null;
  edge_density?: number | null;
  noise?: number | null;
}

/** Files of a project are damaged or missing. */
export interface SystemDamaged {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  system: Damage;
}

/** Versions and places; a library that is not installed has null. */
export interface SystemInfo {
  name: string;
  version: string;
  python: string;
  database: string;
  libraries: Record<string, string | null>;
  platform: Platform;
  data_dir: string;
  schema_version: number;
  supports: Record<string, boolean>;
}

/** What was looked at and what is wrong; `database` is null unless it was asked for. `swept` files were content that no row names any more; they are gone. */
export interface SystemVerified {
  deep: boolean;
  files: number;
  swept: number;
  damaged: Damage;
  offline: OfflineRoot[];
  database: string[] | null;
}

/** Work that outlives its request; `result` is what a quick method would have answered. */
export interface Task {
  /** A UUIDv7. */
  id: string;
  kind: string;
  project_id: string | null;
  status: "canceled" | "done" | "failed" | "queued" | "running";
  attempt: number;
  progress: Progress;
  result: Record<string, unknown> | null;
  error: Failure | null;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

/** A task waits to be run. */
export interface TaskCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  task: Task;
}

/** A task came to its end: done, failed or canceled. */
export interface TaskFinished {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  task: Task;
}

/** Some items, and where the next page begins (null at the end). */
export interface TaskPage {
  items: Task[];
  next_cursor: string | null;
}

/** How far a running task is, at most 20 times a second. */
export interface TaskProgressed {
  /** A UUIDv7. */
  task_id: string;
  progress: Progress;
}

/** A task is being worked on. */
export interface TaskStarted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  task: Task;
}

/** A task was asked to stop. */
export interface TaskUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  task: Task;
}

/** A small WebP picture of an asset. */
export interface Thumbnail {
  path: string;
}

/** How a picture is enlarged. */
export interface UpscaleOptions {
  factor?: number;
  method?: "edge" | "lanczos" | "onnx" | "realesrgan";
  model?: string | null;
}

/** Somebody, or some program, that acts. */
export interface User {
  /** A UUIDv7. */
  id: string;
  /** Short, lower-case. */
  username: string;
  display_name: string;
  email: string | null;
  role: "admin" | "author" | "member";
  is_active: boolean;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  /** UTC, ISO-8601 with microseconds and Z. */
  updated_at: string;
}

/** A user was added. */
export interface UserCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  user: User;
}

/** Some items, and where the next page begins (null at the end). */
export interface UserPage {
  items: User[];
  next_cursor: string | null;
}

/** A user was changed. */
export interface UserUpdated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  user: User;
}

/** Whether a file still is what its hash says. */
export interface Verified {
  /** A UUIDv7. */
  asset_id: string;
  is_intact: boolean;
  reason: string | null;
}

/** The protocol majors a client can speak. */
export interface Versions {
  min: number;
  max: number;
}

/** A model file: one that is installed, or one of the catalogue that can be. `is_commercial` is null where nobody said whether its licence allows that. */
export interface Weights {
  /** Lower-case letters, digits, dots, hyphens and underscores. */
  name: string;
  purpose: "cutout" | "embedding" | "upscale";
  /** How a model is fed and read. */
  family: string;
  licence: string | null;
  is_commercial: boolean | null;
  note: string;
  is_installed: boolean;
  sha256: string | null;
  size_bytes: number | null;
  source: string | null;
  path: string | null;
  found_at: string | null;
  installed_at: string | null;
}

/** A model was installed. */
export interface WeightsCreated {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  weights: Weights;
}

/** A model was removed. */
export interface WeightsDeleted {
  /** Its place among all events; there are no gaps. */
  seq: number;
  /** UTC, ISO-8601 with microseconds and Z. */
  created_at: string;
  project_id: string | null;
  actor_user_id: string;
  correlation_id: string | null;
  weights: Weights;
}

/** Some items, and where the next page begins (null at the end). */
export interface WeightsPage {
  items: Weights[];
  next_cursor: string | null;
}

export interface CancelParams {
  id: string | number;
  _meta?: RequestMeta | null;
}

export interface PingParams {
  _meta?: RequestMeta | null;
}

export interface AssetDeleteParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  asset_id: string;
  _meta?: RequestMeta | null;
}

export interface AssetDeriveParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  asset_id: string;
  post: Post;
  _meta?: RequestMeta | null;
}

export interface AssetGetParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  asset_id: string;
  _meta?: RequestMeta | null;
}

export interface AssetImportParams {
  /** A project's id or slug. */
  project: string;
  kind: "input" | "mask" | "other" | "reference";
  path?: string | null;
  paths?: string[] | null;
  metadata?: Record<string, unknown>;
  _meta?: RequestMeta | null;
}

export interface AssetLineageParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  asset_id: string;
  direction?: "ancestors" | "descendants";
  depth?: number;
  _meta?: RequestMeta | null;
}

export interface AssetLinkParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  parent_asset_id: string;
  /** A UUIDv7. */
  child_asset_id: string;
  link_type: "derived_from" | "mask_for" | "reference_of" | "variant_of";
  _meta?: RequestMeta | null;
}

export interface AssetListParams {
  /** A project's id or slug. */
  project: string;
  kind?: "bg_removed" | "export" | "final" | "generated" | "input" | "mask" | "other" | "reference" | "run_log" | "upscaled" | null;
  sha256?: string | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface AssetThumbnailParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  asset_id: string;
  /** The longer edge in pixels. */
  edge_px?: number;
  _meta?: RequestMeta | null;
}

export interface AssetUnlinkParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  parent_asset_id: string;
  /** A UUIDv7. */
  child_asset_id: string;
  link_type: "derived_from" | "mask_for" | "reference_of" | "variant_of";
  _meta?: RequestMeta | null;
}

export interface AssetUpdateParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  asset_id: string;
  metadata: Record<string, unknown>;
  _meta?: RequestMeta | null;
}

export interface AssetVerifyParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  asset_id: string;
  _meta?: RequestMeta | null;
}

export interface AuditListParams {
  project?: string | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface CandidateChooseParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  candidate_id: string;
  reason?: string;
  _meta?: RequestMeta | null;
}

export interface CandidateGetParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  candidate_id: string;
  _meta?: RequestMeta | null;
}

export interface CandidateListParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  job_id: string;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface CharacterCreateParams {
  /** A project's id or slug. */
  project: string;
  /** A short name that stays: letters, digits, _ and -. */
  code: string;
  name: string;
  bio?: string;
  identity_constraints?: GivenIdentity;
  _meta?: RequestMeta | null;
}

export interface CharacterDeleteParams {
  /** A project's id or slug. */
  project: string;
  /** A character's id or code. */
  character: string;
  _meta?: RequestMeta | null;
}

export interface CharacterGetParams {
  /** A project's id or slug. */
  project: string;
  /** A character's id or code. */
  character: string;
  _meta?: RequestMeta | null;
}

export interface CharacterListParams {
  /** A project's id or slug. */
  project: string;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface CharacterMeasureParams {
  /** A project's id or slug. */
  project: string;
  /** A character's id or code. */
  character: string;
  /** A UUIDv7. */
  asset_id: string;
  /** hair, skin, eyes, outfit_1, outfit_2, … */
  part: string;
  box_px?: Box | null;
  _meta?: RequestMeta | null;
}

export interface CharacterUpdateParams {
  /** A project's id or slug. */
  project: string;
  /** A character's id or code. */
  character: string;
  name?: string;
  bio?: string | null;
  identity_constraints?: GivenIdentity | null;
  if_updated_at?: string | null;
  _meta?: RequestMeta | null;
}

export interface ConfigGetParams {
  key: string;
  _meta?: RequestMeta | null;
}

export interface ConfigHistoryParams {
  key?: string | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface ConfigListParams {
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface ConfigSetParams {
  key: string;
  value: unknown;
  reason?: string;
  _meta?: RequestMeta | null;
}

export interface DeliveryCreateParams {
  /** A project's id or slug. */
  project: string;
  /** An absolute path. */
  path: string;
  format: "jpeg" | "pdf" | "png" | "tiff" | "webp";
  run_id?: string | null;
  asset_ids?: string[] | null;
  dpi?: number | null;
  /** Millimetres on each side. */
  bleed_mm?: number;
  color?: "cmyk" | "gray" | "srgb";
  icc_path?: string | null;
  naming?: string | null;
  alpha?: "flatten" | "keep" | null;
  _meta?: RequestMeta | null;
}

export interface EventReplayParams {
  after_seq: number;
  project?: string | null;
  /** Items a page. */
  limit?: number;
  _meta?: RequestMeta | null;
}

export interface ExitParams {
  _meta?: RequestMeta | null;
}

export interface InitializeParams {
  protocol: Versions;
  client: Client;
  contract_hash?: string | null;
  user?: string | null;
  token?: string | null;
  _meta?: RequestMeta | null;
}

export interface JobApproveParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  job_id: string;
  _meta?: RequestMeta | null;
}

export interface JobGetParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  job_id: string;
  _meta?: RequestMeta | null;
}

export interface JobListParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  run_id: string;
  status?: "done" | "failed" | "failed_output_guard" | "planned" | "running" | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface JobRedrawParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  job_id: string;
  stages?: ("advanced" | "light_time" | "style_lock" | "weather_effects" | StagePlan)[] | null;
  time_of_day?: "dawn" | "day" | "dusk" | "golden_hour" | "interior" | "night" | null;
  weather?: "clear" | "cloudy" | "fog" | "rain" | "snow" | "storm" | null;
  candidates?: number | null;
  style_guide_id?: string | null;
  post?: Post | null;
  prompt?: string | null;
  scene?: string | null;
  seed?: number | null;
  _meta?: RequestMeta | null;
}

export interface JobRejectParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  job_id: string;
  reason: string;
  _meta?: RequestMeta | null;
}

export interface LogSetLevelParams {
  level: "debug" | "error" | "info" | "warning";
  _meta?: RequestMeta | null;
}

export interface PackageCreateParams {
  /** A project's id or slug. */
  project: string;
  format: "folder" | "tar.gz" | "zip";
  path?: string | null;
  include?: PackageInclude;
  view?: boolean;
  _meta?: RequestMeta | null;
}

export interface PackageGetParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  package_id: string;
  _meta?: RequestMeta | null;
}

export interface PackageListParams {
  /** A project's id or slug. */
  project: string;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface PageComposeParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  run_id: string;
  chapter?: string | null;
  page?: number | null;
  layout?: "grid" | "strip" | Rows;
  gutter_px?: number;
  path?: string | null;
  _meta?: RequestMeta | null;
}

export interface ProjectArchiveParams {
  /** A project's id or slug. */
  project: string;
  _meta?: RequestMeta | null;
}

export interface ProjectCreateParams {
  /** Lower-case letters, digits and hyphens. */
  slug: string;
  name: string;
  description?: string;
  settings?: ProjectSettings;
  _meta?: RequestMeta | null;
}

export interface ProjectDeleteParams {
  /** A project's id or slug. */
  project: string;
  _meta?: RequestMeta | null;
}

export interface ProjectGetParams {
  /** A project's id or slug. */
  project: string;
  _meta?: RequestMeta | null;
}

export interface ProjectListParams {
  status?: "active" | "archived" | "deleted" | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface ProjectPurgeParams {
  /** A project's id or slug. */
  project: string;
  /** Lower-case letters, digits and hyphens. */
  confirm: string;
  _meta?: RequestMeta | null;
}

export interface ProjectRestoreParams {
  /** A project's id or slug. */
  project: string;
  _meta?: RequestMeta | null;
}

export interface ProjectUpdateParams {
  /** A project's id or slug. */
  project: string;
  /** Lower-case letters, digits and hyphens. */
  slug?: string;
  name?: string;
  description?: string | null;
  settings?: ProjectSettings | null;
  if_updated_at?: string | null;
  _meta?: RequestMeta | null;
}

export interface PromptTemplateActivateParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  prompt_template_id: string;
  _meta?: RequestMeta | null;
}

export interface PromptTemplateCreateParams {
  /** A project's id or slug. */
  project: string;
  name: string;
  stage: "advanced" | "light_time" | "style_lock" | "weather_effects";
  /** Text with {scene}, {prompt}, {characters}, {style}, {negative}, {time_of_day}, {weather} and {stage}; {{ and }} stand for braces. A line all of whose placeholders are empty is left out. */
  template_text: string;
  _meta?: RequestMeta | null;
}

export interface PromptTemplateGetParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  prompt_template_id: string;
  _meta?: RequestMeta | null;
}

export interface PromptTemplateListParams {
  /** A project's id or slug. */
  project: string;
  stage?: "advanced" | "light_time" | "style_lock" | "weather_effects" | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface QualityReportCheckParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  asset_id: string;
  style_guide_id?: string | null;
  characters?: string[];
  stage?: "advanced" | "light_time" | "style_lock" | "weather_effects" | null;
  time_of_day?: "dawn" | "day" | "dusk" | "golden_hour" | "interior" | "night" | null;
  weather?: "clear" | "cloudy" | "fog" | "rain" | "snow" | "storm" | null;
  _meta?: RequestMeta | null;
}

export interface QualityReportGetParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  quality_report_id: string;
  _meta?: RequestMeta | null;
}

export interface QualityReportListParams {
  /** A project's id or slug. */
  project: string;
  run_id?: string | null;
  job_id?: string | null;
  candidate_id?: string | null;
  report_type?: "human_review" | "model_score" | "output_guard" | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface QualityReportReviewParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  candidate_id: string;
  verdict: "approve" | "reject" | "unsure";
  notes?: string;
  _meta?: RequestMeta | null;
}

export interface ReferenceSetAddItemsParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  reference_set_id: string;
  items: NewItem[];
  _meta?: RequestMeta | null;
}

export interface ReferenceSetCreateParams {
  /** A project's id or slug. */
  project: string;
  name: string;
  kind: "character" | "lighting" | "other" | "scene" | "style";
  metadata?: Record<string, unknown>;
  _meta?: RequestMeta | null;
}

export interface ReferenceSetDeleteParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  reference_set_id: string;
  _meta?: RequestMeta | null;
}

export interface ReferenceSetGetParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  reference_set_id: string;
  _meta?: RequestMeta | null;
}

export interface ReferenceSetListParams {
  /** A project's id or slug. */
  project: string;
  kind?: "character" | "lighting" | "other" | "scene" | "style" | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface ReferenceSetRemoveItemsParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  reference_set_id: string;
  reference_item_ids: string[];
  _meta?: RequestMeta | null;
}

export interface ReferenceSetUpdateParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  reference_set_id: string;
  name?: string;
  kind?: "character" | "lighting" | "other" | "scene" | "style";
  metadata?: Record<string, unknown> | null;
  if_updated_at?: string | null;
  _meta?: RequestMeta | null;
}

export interface ReferenceSetUpdateItemParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  reference_item_id: string;
  weight?: number | null;
  notes?: string | null;
  if_updated_at?: string | null;
  _meta?: RequestMeta | null;
}

export interface RpcDiscoverParams {
  _meta?: RequestMeta | null;
}

export interface RunCancelParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  run_id: string;
  _meta?: RequestMeta | null;
}

export interface RunDeleteParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  run_id: string;
  keep?: "finals" | "nothing";
  _meta?: RequestMeta | null;
}

export interface RunGetParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  run_id: string;
  _meta?: RequestMeta | null;
}

export interface RunListParams {
  /** A project's id or slug. */
  project: string;
  status?: "done" | "failed" | "partial" | "planned" | "running" | null;
  run_mode?: "dry" | "run" | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface RunLogParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  run_id: string;
  _meta?: RequestMeta | null;
}

export interface RunPlanParams {
  /** A project's id or slug. */
  project: string;
  jobs: JobDefinition[];
  stages?: ("advanced" | "light_time" | "style_lock" | "weather_effects" | StagePlan)[] | null;
  time_of_day?: "dawn" | "day" | "dusk" | "golden_hour" | "interior" | "night" | null;
  weather?: "clear" | "cloudy" | "fog" | "rain" | "snow" | "storm" | null;
  candidates?: number | null;
  style_guide_id?: string | null;
  post?: Post | null;
  name?: string;
  defaults?: Overrides;
  guard?: GuardSettings;
  seed?: number | null;
  budget_usd?: string | null;
  templates?: Partial<Record<"advanced" | "light_time" | "style_lock" | "weather_effects", string>>;
  memo?: "refresh" | "use";
  provider_code?: string | null;
  model_name?: string | null;
  params?: Record<string, unknown> | null;
  _meta?: RequestMeta | null;
}

export interface RunReportParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  run_id: string;
  path?: string | null;
  _meta?: RequestMeta | null;
}

export interface RunReproduceParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  run_id: string;
  _meta?: RequestMeta | null;
}

export interface RunResumeParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  run_id: string;
  _meta?: RequestMeta | null;
}

export interface RunStartParams {
  /** A project's id or slug. */
  project: string;
  stages?: ("advanced" | "light_time" | "style_lock" | "weather_effects" | StagePlan)[] | null;
  time_of_day?: "dawn" | "day" | "dusk" | "golden_hour" | "interior" | "night" | null;
  weather?: "clear" | "cloudy" | "fog" | "rain" | "snow" | "storm" | null;
  candidates?: number | null;
  style_guide_id?: string | null;
  post?: Post | null;
  name?: string;
  defaults?: Overrides;
  guard?: GuardSettings;
  seed?: number | null;
  budget_usd?: string | null;
  templates?: Partial<Record<"advanced" | "light_time" | "style_lock" | "weather_effects", string>>;
  memo?: "refresh" | "use";
  provider_code?: string | null;
  model_name?: string | null;
  params?: Record<string, unknown> | null;
  run_id?: string | null;
  jobs?: JobDefinition[] | null;
  _meta?: RequestMeta | null;
}

export interface ShutdownParams {
  /** Seconds that running tasks get. */
  grace_s?: number;
  _meta?: RequestMeta | null;
}

export interface StyleGuideCreateParams {
  /** A project's id or slug. */
  project: string;
  name: string;
  description?: string;
  rules?: StyleRules;
  is_default?: boolean;
  _meta?: RequestMeta | null;
}

export interface StyleGuideDeleteParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  style_guide_id: string;
  _meta?: RequestMeta | null;
}

export interface StyleGuideExportCubeParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  style_guide_id: string;
  /** A UUIDv7. */
  asset_id: string;
  /** An absolute path. */
  path: string;
  strength?: number;
  protect?: [number, number, number][];
  _meta?: RequestMeta | null;
}

export interface StyleGuideGetParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  style_guide_id: string;
  _meta?: RequestMeta | null;
}

export interface StyleGuideListParams {
  /** A project's id or slug. */
  project: string;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface StyleGuideMeasureParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  style_guide_id: string;
  _meta?: RequestMeta | null;
}

export interface StyleGuideUpdateParams {
  /** A project's id or slug. */
  project: string;
  /** A UUIDv7. */
  style_guide_id: string;
  name?: string;
  description?: string | null;
  rules?: StyleRules | null;
  is_default?: boolean;
  if_updated_at?: string | null;
  _meta?: RequestMeta | null;
}

export interface SystemDoctorParams {
  _meta?: RequestMeta | null;
}

export interface SystemHealthParams {
  _meta?: RequestMeta | null;
}

export interface SystemInfoParams {
  _meta?: RequestMeta | null;
}

export interface SystemVerifyParams {
  deep?: boolean;
  _meta?: RequestMeta | null;
}

export interface TaskCancelParams {
  /** A UUIDv7. */
  task_id: string;
  _meta?: RequestMeta | null;
}

export interface TaskGetParams {
  /** A UUIDv7. */
  task_id: string;
  _meta?: RequestMeta | null;
}

export interface TaskListParams {
  project?: string | null;
  status?: "canceled" | "done" | "failed" | "queued" | "running" | null;
  kind?: string | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface UserCreateParams {
  /** Short, lower-case. */
  username: string;
  display_name: string;
  email?: string | null;
  role?: "admin" | "author" | "member";
  _meta?: RequestMeta | null;
}

export interface UserGetParams {
  user_id?: string | null;
  _meta?: RequestMeta | null;
}

export interface UserListParams {
  role?: "admin" | "author" | "member" | null;
  is_active?: boolean | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface UserUpdateParams {
  /** A UUIDv7. */
  user_id: string;
  display_name?: string;
  email?: string | null;
  role?: "admin" | "author" | "member";
  is_active?: boolean;
  if_updated_at?: string | null;
  _meta?: RequestMeta | null;
}

export interface WeightsInstallParams {
  /** Lower-case letters, digits, dots, hyphens and underscores. */
  name: string;
  url?: string | null;
  path?: string | null;
  sha256?: string | null;
  licence?: string | null;
  family?: string | null;
  _meta?: RequestMeta | null;
}

export interface WeightsListParams {
  purpose?: "cutout" | "embedding" | "upscale" | null;
  is_installed?: boolean | null;
  /** Items a page. */
  limit?: number;
  cursor?: string | null;
  _meta?: RequestMeta | null;
}

export interface WeightsRemoveParams {
  /** Lower-case letters, digits, dots, hyphens and underscores. */
  name: string;
  _meta?: RequestMeta | null;
}

/** What can be asked, by name. */
export interface Methods {
  /** Cancel a request in flight: it is answered with -32800, unless its result came first. */
  "$/cancel": { params: CancelParams; result: Empty };
  /** Answer at once, whatever else is going on. */
  "$/ping": { params: PingParams; result: Empty };
  /** Remove an asset that nothing uses; its bytes go with the next `system/verify`. */
  "asset/delete": { params: AssetDeleteParams; result: Asset };
  /** A one-off cutout, enlargement or colour correction without a run; the result is an asset. */
  "asset/derive": { params: AssetDeriveParams; result: Started };
  /** An asset, with its absolute path when it lies on this machine. */
  "asset/get": { params: AssetGetParams; result: Asset };
  /** Bring pictures into a project: PNG, JPEG, WebP, TIFF, or the first frame of a GIF. */
  "asset/import": { params: AssetImportParams; result: Imported };
  /** What an asset came from, or what came from it, up to a depth. */
  "asset/lineage": { params: AssetLineageParams; result: Lineage };
  /** Say that one asset came from, or belongs to, another. */
  "asset/link": { params: AssetLinkParams; result: AssetLink };
  /** Assets, newest first. */
  "asset/list": { params: AssetListParams; result: AssetPage };
  /** The path of a small WebP picture of an asset, made once and kept. */
  "asset/thumbnail": { params: AssetThumbnailParams; result: Thumbnail };
  /** Remove a link; its assets stay. */
  "asset/unlink": { params: AssetUnlinkParams; result: AssetLink };
  /** Replace an asset's metadata. */
  "asset/update": { params: AssetUpdateParams; result: Asset };
  /** Read an asset's file again and compare it with its hash. */
  "asset/verify": { params: AssetVerifyParams; result: Verified };
  /** Who did what in a project, oldest first. */
  "audit/list": { params: AuditListParams; result: AuditEventPage };
  /** Prefer a candidate to the one the guard chose. */
  "candidate/choose": { params: CandidateChooseParams; result: Candidate };
  /** A variant with the terms it is ranked by. */
  "candidate/get": { params: CandidateGetParams; result: Candidate };
  /** The variants of a job, by index. */
  "candidate/list": { params: CandidateListParams; result: CandidatePage };
  /** Make a character; its code stays and is what jobs name. */
  "character/create": { params: CharacterCreateParams; result: Character };
  /** Remove a character that no run was made with; the code is free again. */
  "character/delete": { params: CharacterDeleteParams; result: Character };
  /** A character by id or code. */
  "character/get": { params: CharacterGetParams; result: Character };
  /** The project's characters, newest first. */
  "character/list": { params: CharacterListParams; result: CharacterPage };
  /** Take a part's colour from a picture: the main one inside the box, or of all that is visible. */
  "character/measure": { params: CharacterMeasureParams; result: Started };
  /** Change what is given; an absent field stays, null clears, constraints are replaced whole. */
  "character/update": { params: CharacterUpdateParams; result: Character };
  /** A setting with its value in force. */
  "config/get": { params: ConfigGetParams; result: Setting };
  /** Who set what and why, newest first. */
  "config/history": { params: ConfigHistoryParams; result: ConfigChangePage };
  /** Every setting of the installation, by key. */
  "config/list": { params: ConfigListParams; result: SettingPage };
  /** Change a setting; null goes back to the default. Most settings are for admins only. */
  "config/set": { params: ConfigSetParams; result: Setting };
  /** Write a run's finished pictures in story order, or assets, for a printer or a page. */
  "delivery/create": { params: DeliveryCreateParams; result: Started };
  /** The events after `after_seq`, oldest first, each as it was told. */
  "event/replay": { params: EventReplayParams; result: Replay };
  /** End the process; its exit code is 0 after `shutdown`, 1 without. */
  "exit": { params: ExitParams; result: Empty };
  /** Open the data directory and agree on a protocol version; comes first, once. */
  "initialize": { params: InitializeParams; result: Initialized };
  /** A person is content with a job's result. */
  "job/approve": { params: JobApproveParams; result: Job };
  /** A job: how it was to be drawn, which candidate was chosen, and why. */
  "job/get": { params: JobGetParams; result: Job };
  /** The jobs of a run, in story order. */
  "job/list": { params: JobListParams; result: JobPage };
  /** Draw further candidates of a job; the choice is made anew among all of them. */
  "job/redraw": { params: JobRedrawParams; result: Started };
  /** A person is not content with a job's result, and says why. */
  "job/reject": { params: JobRejectParams; result: Job };
  /** Log more or less from now until the process ends; config/set log.level keeps it. */
  "log/set_level": { params: LogSetLevelParams; result: LogLevel };
  /** Write a project as a BagIt bag that standard tools can verify; the task's result is the package. */
  "package/create": { params: PackageCreateParams; result: Started };
  /** A package that was written. */
  "package/get": { params: PackageGetParams; result: Package };
  /** Packages that were written, newest first; whether they are still there is not looked at. */
  "package/list": { params: PackageListParams; result: PackagePage };
  /** Set the finished panels of a page into one picture, in their order. */
  "page/compose": { params: PageComposeParams; result: ComposedPage };
  /** Put a project aside: it can be read, not changed. */
  "project/archive": { params: ProjectArchiveParams; result: Project };
  /** Make an empty project with version 1 of one prompt template a stage. */
  "project/create": { params: ProjectCreateParams; result: Project };
  /** Delete a project: its slug is free again, its rows and files stay until `project/purge`. */
  "project/delete": { params: ProjectDeleteParams; result: Project };
  /** A project by id or slug. */
  "project/get": { params: ProjectGetParams; result: Project };
  /** Your projects, newest first; deleted ones only when asked for by status. */
  "project/list": { params: ProjectListParams; result: ProjectPage };
  /** Remove a deleted project's rows and files for good; `confirm` repeats its slug. */
  "project/purge": { params: ProjectPurgeParams; result: Purged };
  /** Bring an archived or deleted project back, under its old slug when that is free. */
  "project/restore": { params: ProjectRestoreParams; result: Project };
  /** Change what is given; an absent field stays, null clears, settings are replaced whole. */
  "project/update": { params: ProjectUpdateParams; result: Project };
  /** Make this version the one its stage uses; the one before it is told as updated. */
  "prompt_template/activate": { params: PromptTemplateActivateParams; result: PromptTemplate };
  /** Write the next version of a name; it is used once it is activated. */
  "prompt_template/create": { params: PromptTemplateCreateParams; result: PromptTemplate };
  /** One version of a template. */
  "prompt_template/get": { params: PromptTemplateGetParams; result: PromptTemplate };
  /** Every version of every template, newest first. */
  "prompt_template/list": { params: PromptTemplateListParams; result: PromptTemplatePage };
  /** Let the guard look at one picture without a run; without a style guide at the default one. */
  "quality_report/check": { params: QualityReportCheckParams; result: Checked };
  /** One report. */
  "quality_report/get": { params: QualityReportGetParams; result: QualityReport };
  /** Reports, newest first, of a run, a job or a candidate. */
  "quality_report/list": { params: QualityReportListParams; result: QualityReportPage };
  /** Write down a person's verdict on a candidate; it chooses nothing. */
  "quality_report/review": { params: QualityReportReviewParams; result: QualityReport };
  /** Refer to more assets of the project; all of them or, when one is refused, none. */
  "reference_set/add_items": { params: ReferenceSetAddItemsParams; result: ReferenceSet };
  /** Begin an empty set of references. */
  "reference_set/create": { params: ReferenceSetCreateParams; result: ReferenceSet };
  /** Remove a set that nothing uses; its assets stay. */
  "reference_set/delete": { params: ReferenceSetDeleteParams; result: ReferenceSet };
  /** A reference set with its items, oldest first. */
  "reference_set/get": { params: ReferenceSetGetParams; result: ReferenceSet };
  /** Reference sets with their items, newest set first. */
  "reference_set/list": { params: ReferenceSetListParams; result: ReferenceSetPage };
  /** Take references out of a set; their assets stay. */
  "reference_set/remove_items": { params: ReferenceSetRemoveItemsParams; result: ReferenceSet };
  /** Change what is given; an absent field stays, null clears. */
  "reference_set/update": { params: ReferenceSetUpdateParams; result: ReferenceSet };
  /** Weigh or annotate one reference; null brings back weight 1 and no notes. */
  "reference_set/update_item": { params: ReferenceSetUpdateItemParams; result: ReferenceSet };
  /** The OpenRPC document of every method. */
  "rpc.discover": { params: RpcDiscoverParams; result: Document };
  /** Stop a run: what is drawn stays, jobs not reached stay planned, `run/resume` goes on. */
  "run/cancel": { params: RunCancelParams; result: Run };
  /** Remove a run's rows, and the pictures of its steps that nothing else uses. */
  "run/delete": { params: RunDeleteParams; result: Run };
  /** A run with the settings it froze and how its jobs stand. */
  "run/get": { params: RunGetParams; result: Run };
  /** Runs and plans, newest first. */
  "run/list": { params: RunListParams; result: RunPage };
  /** The log of a run that has ended: a JSON asset from which it can be repeated. */
  "run/log": { params: RunLogParams; result: RunLog };
  /** Store a dry run: its jobs, prompts and steps, what is memoised, what it will cost. */
  "run/plan": { params: RunPlanParams; result: Plan };
  /** Write one self-contained HTML page about a run; without `path` beside the project's files. */
  "run/report": { params: RunReportParams; result: Report };
  /** Repeat a run from what it froze; the task's result says what matched bit for bit. */
  "run/reproduce": { params: RunReproduceParams; result: StartedRun };
  /** Go on with a run that ended partial or failed; what is memoised is not computed again. */
  "run/resume": { params: RunResumeParams; result: StartedRun };
  /** Freeze the settings and draw: either the plan of `run_id`, or the definition given here. */
  "run/start": { params: RunStartParams; result: StartedRun };
  /** Take no new requests, let tasks rest at their next step, commit; then send `exit`. */
  "shutdown": { params: ShutdownParams; result: Empty };
  /** Write down a look; the first of a project becomes its default. */
  "style_guide/create": { params: StyleGuideCreateParams; result: StyleGuide };
  /** Remove a style guide that no run was made with. */
  "style_guide/delete": { params: StyleGuideDeleteParams; result: StyleGuide };
  /** Save what the correction toward this guide does to a picture, for other programs. */
  "style_guide/export_cube": { params: StyleGuideExportCubeParams; result: Cube };
  /** A style guide. */
  "style_guide/get": { params: StyleGuideGetParams; result: StyleGuide };
  /** The project's style guides, newest first. */
  "style_guide/list": { params: StyleGuideListParams; result: StyleGuidePage };
  /** Measure the look of the guide's reference set; the task's result is the style guide. */
  "style_guide/measure": { params: StyleGuideMeasureParams; result: Started };
  /** Change what is given; an absent field stays, null clears, rules are replaced whole. */
  "style_guide/update": { params: StyleGuideUpdateParams; result: StyleGuide };
  /** As system/health and deeper: reads the database through and starts a worker. */
  "system/doctor": { params: SystemDoctorParams; result: Health };
  /** Whether everything that is needed works, looked at quickly. */
  "system/health": { params: SystemHealthParams; result: Health };
  /** Versions of the program and what it stands on, and where its data lies. */
  "system/info": { params: SystemInfoParams; result: SystemInfo };
  /** Look whether every content file of your projects is there in its size; deep reads them all. */
  "system/verify": { params: SystemVerifyParams; result: Started };
  /** Stop a task: one that waits ends at once, one that runs is asked to; an ended one stays. */
  "task/cancel": { params: TaskCancelParams; result: Task };
  /** A task with its progress and, once it ended, its result or error. */
  "task/get": { params: TaskGetParams; result: Task };
  /** Background work of your projects and your own, newest first. */
  "task/list": { params: TaskListParams; result: TaskPage };
  /** Add somebody who acts; admins only. The username stays. */
  "user/create": { params: UserCreateParams; result: User };
  /** A user; without an id yourself. */
  "user/get": { params: UserGetParams; result: User };
  /** Everybody who acts here, newest first. */
  "user/list": { params: UserListParams; result: UserPage };
  /** Change what is given; admins only. One active admin must remain. */
  "user/update": { params: UserUpdateParams; result: User };
  /** Bring a model: from the catalogue's address, another one, or a file of this machine. */
  "weights/install": { params: WeightsInstallParams; result: Started };
  /** Models by name: those that are installed, and those of the catalogue that could be. */
  "weights/list": { params: WeightsListParams; result: WeightsPage };
  /** Remove a model and its file; admins only. Pictures that were made with it stay. */
  "weights/remove": { params: WeightsRemoveParams; result: Weights };
}

/** What can be asked, by noun and verb. */
export interface Nouns {
  readonly asset: {
    /** Remove an asset that nothing uses; its bytes go with the next `system/verify`. */
    readonly delete: Ask<"asset/delete">;
    /** A one-off cutout, enlargement or colour correction without a run; the result is an asset. */
    readonly derive: Ask<"asset/derive">;
    /** An asset, with its absolute path when it lies on this machine. */
    readonly get: Ask<"asset/get">;
    /** Bring pictures into a project: PNG, JPEG, WebP, TIFF, or the first frame of a GIF. */
    readonly import: Ask<"asset/import">;
    /** What an asset came from, or what came from it, up to a depth. */
    readonly lineage: Ask<"asset/lineage">;
    /** Say that one asset came from, or belongs to, another. */
    readonly link: Ask<"asset/link">;
    /** Assets, newest first. */
    readonly list: Ask<"asset/list">;
    /** The path of a small WebP picture of an asset, made once and kept. */
    readonly thumbnail: Ask<"asset/thumbnail">;
    /** Remove a link; its assets stay. */
    readonly unlink: Ask<"asset/unlink">;
    /** Replace an asset's metadata. */
    readonly update: Ask<"asset/update">;
    /** Read an asset's file again and compare it with its hash. */
    readonly verify: Ask<"asset/verify">;
  };
  readonly audit: {
    /** Who did what in a project, oldest first. */
    readonly list: Ask<"audit/list">;
  };
  readonly candidate: {
    /** Prefer a candidate to the one the guard chose. */
    readonly choose: Ask<"candidate/choose">;
    /** A variant with the terms it is ranked by. */
    readonly get: Ask<"candidate/get">;
    /** The variants of a job, by index. */
    readonly list: Ask<"candidate/list">;
  };
  readonly character: {
    /** Make a character; its code stays and is what jobs name. */
    readonly create: Ask<"character/create">;
    /** Remove a character that no run was made with; the code is free again. */
    readonly delete: Ask<"character/delete">;
    /** A character by id or code. */
    readonly get: Ask<"character/get">;
    /** The project's characters, newest first. */
    readonly list: Ask<"character/list">;
    /** Take a part's colour from a picture: the main one inside the box, or of all that is visible. */
    readonly measure: Ask<"character/measure">;
    /** Change what is given; an absent field stays, null clears, constraints are replaced whole. */
    readonly update: Ask<"character/update">;
  };
  readonly config: {
    /** A setting with its value in force. */
    readonly get: Ask<"config/get">;
    /** Who set what and why, newest first. */
    readonly history: Ask<"config/history">;
    /** Every setting of the installation, by key. */
    readonly list: Ask<"config/list">;
    /** Change a setting; null goes back to the default. Most settings are for admins only. */
    readonly set: Ask<"config/set">;
  };
  readonly delivery: {
    /** Write a run's finished pictures in story order, or assets, for a printer or a page. */
    readonly create: Ask<"delivery/create">;
  };
  readonly event: {
    /** The events after `after_seq`, oldest first, each as it was told. */
    readonly replay: Ask<"event/replay">;
  };
  readonly job: {
    /** A person is content with a job's result. */
    readonly approve: Ask<"job/approve">;
    /** A job: how it was to be drawn, which candidate was chosen, and why. */
    readonly get: Ask<"job/get">;
    /** The jobs of a run, in story order. */
    readonly list: Ask<"job/list">;
    /** Draw further candidates of a job; the choice is made anew among all of them. */
    readonly redraw: Ask<"job/redraw">;
    /** A person is not content with a job's result, and says why. */
    readonly reject: Ask<"job/reject">;
  };
  readonly log: {
    /** Log more or less from now until the process ends; config/set log.level keeps it. */
    readonly set_level: Ask<"log/set_level">;
  };
  readonly package: {
    /** Write a project as a BagIt bag that standard tools can verify; the task's result is the package. */
    readonly create: Ask<"package/create">;
    /** A package that was written. */
    readonly get: Ask<"package/get">;
    /** Packages that were written, newest first; whether they are still there is not looked at. */
    readonly list: Ask<"package/list">;
  };
  readonly page: {
    /** Set the finished panels of a page into one picture, in their order. */
    readonly compose: Ask<"page/compose">;
  };
  readonly project: {
    /** Put a project aside: it can be read, not changed. */
    readonly archive: Ask<"project/archive">;
    /** Make an empty project with version 1 of one prompt template a stage. */
    readonly create: Ask<"project/create">;
    /** Delete a project: its slug is free again, its rows and files stay until `project/purge`. */
    readonly delete: Ask<"project/delete">;
    /** A project by id or slug. */
    readonly get: Ask<"project/get">;
    /** Your projects, newest first; deleted ones only when asked for by status. */
    readonly list: Ask<"project/list">;
    /** Remove a deleted project's rows and files for good; `confirm` repeats its slug. */
    readonly purge: Ask<"project/purge">;
    /** Bring an archived or deleted project back, under its old slug when that is free. */
    readonly restore: Ask<"project/restore">;
    /** Change what is given; an absent field stays, null clears, settings are replaced whole. */
    readonly update: Ask<"project/update">;
  };
  readonly prompt_template: {
    /** Make this version the one its stage uses; the one before it is told as updated. */
    readonly activate: Ask<"prompt_template/activate">;
    /** Write the next version of a name; it is used once it is activated. */
    readonly create: Ask<"prompt_template/create">;
    /** One version of a template. */
    readonly get: Ask<"prompt_template/get">;
    /** Every version of every template, newest first. */
    readonly list: Ask<"prompt_template/list">;
  };
  readonly quality_report: {
    /** Let the guard look at one picture without a run; without a style guide at the default one. */
    readonly check: Ask<"quality_report/check">;
    /** One report. */
    readonly get: Ask<"quality_report/get">;
    /** Reports, newest first, of a run, a job or a candidate. */
    readonly list: Ask<"quality_report/list">;
    /** Write down a person's verdict on a candidate; it chooses nothing. */
    readonly review: Ask<"quality_report/review">;
  };
  readonly reference_set: {
    /** Refer to more assets of the project; all of them or, when one is refused, none. */
    readonly add_items: Ask<"reference_set/add_items">;
    /** Begin an empty set of references. */
    readonly create: Ask<"reference_set/create">;
    /** Remove a set that nothing uses; its assets stay. */
    readonly delete: Ask<"reference_set/delete">;
    /** A reference set with its items, oldest first. */
    readonly get: Ask<"reference_set/get">;
    /** Reference sets with their items, newest set first. */
    readonly list: Ask<"reference_set/list">;
    /** Take references out of a set; their assets stay. */
    readonly remove_items: Ask<"reference_set/remove_items">;
    /** Change what is given; an absent field stays, null clears. */
    readonly update: Ask<"reference_set/update">;
    /** Weigh or annotate one reference; null brings back weight 1 and no notes. */
    readonly update_item: Ask<"reference_set/update_item">;
  };
  readonly run: {
    /** Stop a run: what is drawn stays, jobs not reached stay planned, `run/resume` goes on. */
    readonly cancel: Ask<"run/cancel">;
    /** Remove a run's rows, and the pictures of its steps that nothing else uses. */
    readonly delete: Ask<"run/delete">;
    /** A run with the settings it froze and how its jobs stand. */
    readonly get: Ask<"run/get">;
    /** Runs and plans, newest first. */
    readonly list: Ask<"run/list">;
    /** The log of a run that has ended: a JSON asset from which it can be repeated. */
    readonly log: Ask<"run/log">;
    /** Store a dry run: its jobs, prompts and steps, what is memoised, what it will cost. */
    readonly plan: Ask<"run/plan">;
    /** Write one self-contained HTML page about a run; without `path` beside the project's files. */
    readonly report: Ask<"run/report">;
    /** Repeat a run from what it froze; the task's result says what matched bit for bit. */
    readonly reproduce: Ask<"run/reproduce">;
    /** Go on with a run that ended partial or failed; what is memoised is not computed again. */
    readonly resume: Ask<"run/resume">;
    /** Freeze the settings and draw: either the plan of `run_id`, or the definition given here. */
    readonly start: Ask<"run/start">;
  };
  readonly style_guide: {
    /** Write down a look; the first of a project becomes its default. */
    readonly create: Ask<"style_guide/create">;
    /** Remove a style guide that no run was made with. */
    readonly delete: Ask<"style_guide/delete">;
    /** Save what the correction toward this guide does to a picture, for other programs. */
    readonly export_cube: Ask<"style_guide/export_cube">;
    /** A style guide. */
    readonly get: Ask<"style_guide/get">;
    /** The project's style guides, newest first. */
    readonly list: Ask<"style_guide/list">;
    /** Measure the look of the guide's reference set; the task's result is the style guide. */
    readonly measure: Ask<"style_guide/measure">;
    /** Change what is given; an absent field stays, null clears, rules are replaced whole. */
    readonly update: Ask<"style_guide/update">;
  };
  readonly system: {
    /** As system/health and deeper: reads the database through and starts a worker. */
    readonly doctor: Ask<"system/doctor">;
    /** Whether everything that is needed works, looked at quickly. */
    readonly health: Ask<"system/health">;
    /** Versions of the program and what it stands on, and where its data lies. */
    readonly info: Ask<"system/info">;
    /** Look whether every content file of your projects is there in its size; deep reads them all. */
    readonly verify: Ask<"system/verify">;
  };
  readonly task: {
    /** Stop a task: one that waits ends at once, one that runs is asked to; an ended one stays. */
    readonly cancel: Ask<"task/cancel">;
    /** A task with its progress and, once it ended, its result or error. */
    readonly get: Ask<"task/get">;
    /** Background work of your projects and your own, newest first. */
    readonly list: Ask<"task/list">;
  };
  readonly user: {
    /** Add somebody who acts; admins only. The username stays. */
    readonly create: Ask<"user/create">;
    /** A user; without an id yourself. */
    readonly get: Ask<"user/get">;
    /** Everybody who acts here, newest first. */
    readonly list: Ask<"user/list">;
    /** Change what is given; admins only. One active admin must remain. */
    readonly update: Ask<"user/update">;
  };
  readonly weights: {
    /** Bring a model: from the catalogue's address, another one, or a file of this machine. */
    readonly install: Ask<"weights/install">;
    /** Models by name: those that are installed, and those of the catalogue that could be. */
    readonly list: Ask<"weights/list">;
    /** Remove a model and its file; admins only. Pictures that were made with it stay. */
    readonly remove: Ask<"weights/remove">;
  };
}

/** What the task comes to that a method starts. */
export interface TaskResults {
  "asset/derive": Asset;
  "asset/import": Imported;
  "character/measure": Character;
  "delivery/create": Delivery;
  "job/redraw": Job;
  "package/create": Package;
  "run/reproduce": ReproduceResult;
  "run/resume": RunResult;
  "run/start": RunResult;
  "style_guide/measure": StyleGuide;
  "system/verify": SystemVerified;
  "weights/install": Weights;
}

/** Committed facts, each told once and in order of `seq`. */
export interface Events {
  /** A file was added to a project. */
  "asset/created": AssetCreated;
  /** An asset was removed. */
  "asset/deleted": AssetDeleted;
  /** An asset's metadata was changed. */
  "asset/updated": AssetUpdated;
  /** Two assets were linked. */
  "asset_link/created": AssetLinkCreated;
  /** A link between two assets was removed. */
  "asset_link/deleted": AssetLinkDeleted;
  /** A person preferred a variant, or the guard did. */
  "candidate/chosen": CandidateChosen;
  /** A variant was drawn. */
  "candidate/created": CandidateCreated;
  /** The guard judged a variant. */
  "candidate/scored": CandidateScored;
  /** A variant was changed. */
  "candidate/updated": CandidateUpdated;
  /** A character was made. */
  "character/created": CharacterCreated;
  /** A character was removed. */
  "character/deleted": CharacterDeleted;
  /** A character was changed, or a part was measured. */
  "character/updated": CharacterUpdated;
  /** A setting was changed. */
  "config/updated": ConfigUpdated;
  /** A job was planned. */
  "job/created": JobCreated;
  /** A job came to its end. */
  "job/finished": JobFinished;
  /** A job is being drawn. */
  "job/started": JobStarted;
  /** A job was changed. */
  "job/updated": JobUpdated;
  /** A package was written. */
  "package/created": PackageCreated;
  /** A project was made. */
  "project/created": ProjectCreated;
  /** A project was put aside and its slug freed, or purged for good. */
  "project/deleted": ProjectDeleted;
  /** A project was changed, archived or restored. */
  "project/updated": ProjectUpdated;
  /** A version of a template was written. */
  "prompt_template/created": PromptTemplateCreated;
  /** A template became, or ceased to be, the active one of its stage. */
  "prompt_template/updated": PromptTemplateUpdated;
  /** A report was written. */
  "quality_report/created": QualityReportCreated;
  /** A reference set was made. */
  "reference_set/created": ReferenceSetCreated;
  /** A reference set was removed; its assets stay. */
  "reference_set/deleted": ReferenceSetDeleted;
  /** A reference set, or what stands in it, was changed. */
  "reference_set/updated": ReferenceSetUpdated;
  /** A run was planned or begun. */
  "run/created": RunCreated;
  /** A run was removed. */
  "run/deleted": RunDeleted;
  /** A run came to its end: done, partial or failed. */
  "run/finished": RunFinished;
  /** A run is being worked on. */
  "run/started": RunStarted;
  /** A run was changed. */
  "run/updated": RunUpdated;
  /** A style guide was written. */
  "style_guide/created": StyleGuideCreated;
  /** A style guide was removed. */
  "style_guide/deleted": StyleGuideDeleted;
  /** A style guide was changed, measured, or became or ceased to be the default. */
  "style_guide/updated": StyleGuideUpdated;
  /** Files of a project are damaged or missing. */
  "system/damaged": SystemDamaged;
  /** A task waits to be run. */
  "task/created": TaskCreated;
  /** A task came to its end: done, failed or canceled. */
  "task/finished": TaskFinished;
  /** A task is being worked on. */
  "task/started": TaskStarted;
  /** A task was asked to stop. */
  "task/updated": TaskUpdated;
  /** A user was added. */
  "user/created": UserCreated;
  /** A user was changed. */
  "user/updated": UserUpdated;
  /** A model was installed. */
  "weights/created": WeightsCreated;
  /** A model was removed. */
  "weights/deleted": WeightsDeleted;
}

/** What passes: only the latest counts, and none is replayed. */
export interface Passing {
  /** How far the work of a request is that carried a `progress_token`. */
  "$/progress": Progressed;
  /** How far a running task is, at most 20 times a second. */
  "task/progressed": TaskProgressed;
}

/** What is told without being asked. */
export interface Notifications extends Events, Passing {}

/** Every error by kind. */
export const ERRORS = {
  /** The request was canceled. */
  canceled: { code: -32800, retryable: false },
  /** This is not JSON: {reason}. */
  parse_error: { code: -32700, retryable: false },
  /** The sidecar failed; its log names the cause under this trace_id. */
  internal_error: { code: -32603, retryable: false },
  /** {reason} (at {path}). */
  invalid_params: { code: -32602, retryable: false },
  /** There is no method {method}; rpc.discover lists what there is. */
  method_not_found: { code: -32601, retryable: false },
  /** This is not a JSON-RPC 2.0 request: {reason}. */
  invalid_request: { code: -32600, retryable: false },
  /** Call initialize first. */
  not_initialized: { code: 1001, retryable: false },
  /** This sidecar speaks protocol versions {supported}, you asked for {requested}. */
  unsupported_protocol: { code: 1002, retryable: false },
  /** Too much is waiting; send this again a little later. */
  overloaded: { code: 1003, retryable: true },
  /** The sidecar is shutting down and takes no new requests. */
  shutting_down: { code: 1004, retryable: false },
  /** {what} is larger than the limit of {limit} {unit}. */
  too_large: { code: 1005, retryable: false },
  /** Not done within {timeout_ms} ms. */
  deadline_exceeded: { code: 1006, retryable: true },
  /** There is no {noun} {id}. */
  not_found: { code: 2001, retryable: false },
  /** {reason}. */
  conflict: { code: 2002, retryable: false },
  /** {reason}. */
  invalid_state: { code: 2003, retryable: false },
  /** The disk that holds {path} is full; free some space and try again. */
  storage_full: { code: 2004, retryable: true },
  /** The storage root {path} cannot be reached; reconnect it or change storage/update. */
  storage_offline: { code: 2005, retryable: true },
  /** Nothing can be written now: {reason}. */
  read_only: { code: 2006, retryable: false },
  /** {what} is damaged: {reason}. */
  damaged: { code: 2007, retryable: false },
  /** The database is older than its high-water mark ({found} < {expected}); restore a backup. */
  lost_commits: { code: 2008, retryable: false },
  /** Another sidecar (process {pid}) uses {data_dir}. */
  already_running: { code: 2009, retryable: false },
  /** {path} is not an image this pipeline takes: {reason}. */
  invalid_image: { code: 3001, retryable: false },
  /** The model {name} is not installed; weights/install brings it. */
  weights_missing: { code: 3002, retryable: false },
  /** {name} is licensed {licence}, which a commercial project may not use; take another model, or set settings.commercial to false. */
  licence_refused: { code: 3003, retryable: false },
  /** The imaging process ended while it ran {operation}: {reason}. */
  worker_died: { code: 3004, retryable: true },
  /** {operation} failed: {reason}. */
  imaging_failed: { code: 3005, retryable: false },
  /** {provider} refuses the key; set another with secret/set. */
  auth: { code: 4001, retryable: false },
  /** The account at {provider} has no credit left. */
  quota: { code: 4002, retryable: false },
  /** {provider} asks to slow down. */
  rate: { code: 4003, retryable: true },
  /** {provider} declined the content: {reason}. */
  moderation: { code: 4004, retryable: false },
  /** {provider} cannot do this: {reason}. */
  invalid: { code: 4005, retryable: false },
  /** {provider} failed for the moment: {reason}. */
  transient: { code: 4006, retryable: true },
  /** {provider} did not answer in time; the call may have been charged. */
  timeout_unknown: { code: 4007, retryable: false },
  /** {provider} answered something that cannot be used: {reason}. */
  bad_response: { code: 4008, retryable: false },
  /** This would cost {cost_usd} USD; only {left_usd} USD are left of the budget. */
  budget_reached: { code: 4009, retryable: false },
  /** {reason}. */
  refused: { code: 6001, retryable: false },
  /** {reason}. */
  confirmation_required: { code: 6002, retryable: false },
  /** The secret store is locked; unlock it with secret/unlock. */
  secrets_locked: { code: 6003, retryable: true },
} as const;

export type ErrorKind = keyof typeof ERRORS;

export type ErrorCode = (typeof ERRORS)[ErrorKind]["code"];

export type Effect = "destroy" | "network" | "read" | "spend" | "write";

/** The strongest thing each method does. */
export const EFFECTS: Record<keyof Methods, Effect> = {
  "$/cancel": "write",
  "$/ping": "read",
  "asset/delete": "destroy",
  "asset/derive": "spend",
  "asset/get": "read",
  "asset/import": "write",
  "asset/lineage": "read",
  "asset/link": "write",
  "asset/list": "read",
  "asset/thumbnail": "read",
  "asset/unlink": "write",
  "asset/update": "write",
  "asset/verify": "read",
  "audit/list": "read",
  "candidate/choose": "write",
  "candidate/get": "read",
  "candidate/list": "read",
  "character/create": "write",
  "character/delete": "destroy",
  "character/get": "read",
  "character/list": "read",
  "character/measure": "write",
  "character/update": "write",
  "config/get": "read",
  "config/history": "read",
  "config/list": "read",
  "config/set": "write",
  "delivery/create": "write",
  "event/replay": "read",
  "exit": "write",
  "initialize": "write",
  "job/approve": "write",
  "job/get": "read",
  "job/list": "read",
  "job/redraw": "spend",
  "job/reject": "write",
  "log/set_level": "write",
  "package/create": "write",
  "package/get": "read",
  "package/list": "read",
  "page/compose": "write",
  "project/archive": "write",
  "project/create": "write",
  "project/delete": "destroy",
  "project/get": "read",
  "project/list": "read",
  "project/purge": "destroy",
  "project/restore": "write",
  "project/update": "write",
  "prompt_template/activate": "write",
  "prompt_template/create": "write",
  "prompt_template/get": "read",
  "prompt_template/list": "read",
  "quality_report/check": "read",
  "quality_report/get": "read",
  "quality_report/list": "read",
  "quality_report/review": "write",
  "reference_set/add_items": "write",
  "reference_set/create": "write",
  "reference_set/delete": "destroy",
  "reference_set/get": "read",
  "reference_set/list": "read",
  "reference_set/remove_items": "write",
  "reference_set/update": "write",
  "reference_set/update_item": "write",
  "rpc.discover": "read",
  "run/cancel": "write",
  "run/delete": "destroy",
  "run/get": "read",
  "run/list": "read",
  "run/log": "read",
  "run/plan": "write",
  "run/report": "write",
  "run/reproduce": "spend",
  "run/resume": "spend",
  "run/start": "spend",
  "shutdown": "write",
  "style_guide/create": "write",
  "style_guide/delete": "destroy",
  "style_guide/export_cube": "write",
  "style_guide/get": "read",
  "style_guide/list": "read",
  "style_guide/measure": "write",
  "style_guide/update": "write",
  "system/doctor": "read",
  "system/health": "read",
  "system/info": "read",
  "system/verify": "write",
  "task/cancel": "write",
  "task/get": "read",
  "task/list": "read",
  "user/create": "write",
  "user/get": "read",
  "user/list": "read",
  "user/update": "write",
  "weights/install": "network",
  "weights/list": "read",
  "weights/remove": "destroy",
};
