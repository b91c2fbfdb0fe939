/** What travels between the gateway and the page (docs/WEBSOCKET.md). Times: ISO 8601 UTC, `_ms` = epoch ms. */

/** The resume point: a stream's epoch and a sequence number in it. */
export type Point = { epoch: string; seq: number };

export type Topic = "measurements" | "predictions" | "actions" | "alerts" | "modules";

export type Level = "excellent" | "good" | "fair" | "poor" | "severe";

export type Reading = {
  device: string;
  site: string;
  room: string;
  ts: string;
  values: Record<string, number>;
  /** As sent, where a calibration offset changed it. */
  raw?: Record<string, number>;
  /** Absent where no quantity of the reading has bands. */
  score?: number | null;
  level?: Level | null;
  limiting?: string | null;
};

export type Forecast = {
  horizon_s: number[];
  median: number[];
  low: number[];
  high: number[];
  coverage: number;
};

export type Prediction = {
  device: string;
  site: string;
  room: string;
  made_at: string;
  model: string;
  forecasts: Record<string, Forecast>;
};

export type Because = { key: string; arguments: Record<string, string | number> };

export type ActionState = "proposed" | "acknowledged" | "done" | "snoozed" | "expired" | "withdrawn";

export type Action = {
  id: string;
  site: string;
  room: string;
  quantity: string;
  state: ActionState;
  advice: string;
  because: Because;
  expected: Record<string, string | number> | null;
  /** What came of it once it was done, beside what was promised. */
  realised?: Record<string, string | number | boolean> | null;
  confidence?: number | null;
  raised_at: string;
  updated_at: string;
  /** Until when it is snoozed, or an action holds. */
  expires_at?: string | null;
  by?: string | null;
};

/** `mae`: mean absolute error, in the quantity's unit. */
export type RealisedError = {
  quantity: string;
  horizon_s: number;
  count: number;
  mae: number;
  mae_no_change: number;
  skill: number | null;
  covered: number;
  mae_by_model?: Record<string, number>;
};

export type Accuracy = { device: string; site: string; room: string; at: string; errors: RealisedError[] };

export type AlertState = "firing" | "acknowledged" | "snoozed" | "resolved";

export type Alert = {
  id: string;
  site: string;
  room: string;
  rule: string;
  state: AlertState;
  because: Because;
  raised_at: string;
  updated_at: string;
  /** Until when it is snoozed, or an action holds. */
  expires_at?: string | null;
  by?: string | null;
};

/** Four upper limits, or four [low, high] pairs for a quantity that can be too low as well. */
export type Limits = number[] | [number, number][];

export type Quantity = {
  unit: string;
  limits?: Limits | null;
  range?: [number, number];
  source?: string | null;
};

/** All that is scored, by quantity; `source` is empty for people's own limits. */
export type Profile = {
  name: string;
  own: boolean;
  quantities: Record<string, { limits: Limits; source: string }>;
};

export type ModuleKind = "window" | "door" | "ventilation" | "radiator" | "purifier";

/** Metres on the site's plan: x to the right, y downwards, the corner first. */
export type Plan = { x_m: number; y_m: number; width_m: number; depth_m: number; floor?: number };

/** ISO weekdays (1 is Monday), `HH:MM` by the site's clock, the end at the latest 24:00. */
export type Hours = { days: number[]; start: string; end: string };

export type RoomConfig = {
  name?: string | null;
  kind?: string;
  order?: number;
  plan?: Plan | null;
  occupied?: Hours | null;
  /** Null: the document's. */
  profile?: string | null;
};

export type Config = {
  building?: { name?: string };
  sites?: Record<string, { name?: string | null; timezone?: string | null }>;
  rooms?: Record<string, RoomConfig>;
  devices?: Record<string, { name?: string | null; retired?: boolean; calibration?: Record<string, number> }>;
  /** What rooms are fitted with, by `site/room/module`. */
  modules?: Record<string, { name?: string | null; kind: ModuleKind }>;
  places?: Record<string, string>;
  /** People's own limits, of the quantities that they want others for; named by `profile` here and of rooms. */
  profiles?: Record<string, { name: string; limits: Record<string, Limits> }>;
  profile?: string;
};

export type SnapshotDevice = {
  site: string;
  room: string;
  device: string;
  last_seen_at: string | null;
  fresh_s: number;
  reading: Reading | null;
};

export type Sparkline = { ts_ms: number[]; score: (number | null)[] };

export type Snapshot = Point & {
  now: string;
  demo: boolean;
  open: boolean;
  /** The machine's: of sites that name none. Null if it has no name. */
  timezone: string | null;
  version: string;
  revision: number;
  config: Config;
  quantities: Record<string, Quantity>;
  /** Shipped ones, and people's own. */
  profiles: Record<string, Profile>;
  devices: SnapshotDevice[];
  predictions: Prediction[];
  actions: Action[];
  alerts: Alert[];
  sparklines: Record<string, Sparkline>;
};

export type SeriesColumns = {
  site: string;
  room: string;
  device: string;
  quantity: string;
  ts_ms: number[];
  mean: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
};

export type SeriesReply = {
  through: Point;
  step_s: number;
  start_ms: number;
  end_ms: number;
  series: SeriesColumns[];
};

/** What was said in a span; `through`: up to where in the stream it is complete. */
export type MessagesReply<T> = { through: Point; messages: T[]; cursor: string | null };

export type TopicFrame = {
  topic: Topic;
  seq: number;
  data: unknown;
  fresh_s?: number;
  skipped?: { count: number; from: string };
};

/** How a subscription began: `memory` and `stream` repeat all that was missed, the others begin anew. */
export type Start = "snapshot" | "memory" | "stream" | "reset";

export type ControlFrame =
  | { type: "connection"; epoch: string; seq: number; revision: number; heartbeat_s: number }
  | { type: "configuration"; revision: number }
  | { type: "subscribed"; topics: string[]; start?: Start }
  | { type: "unsubscribed"; topics: string[] }
  | { type: "snapshot_end"; seq: number }
  | { type: "pong"; t?: unknown }
  | { type: "heartbeat"; seq: number }
  | { type: "reset"; epoch: string; seq: number }
  | { type: "late"; seq: number; site: string; room: string; device: string; from: string; to: string }
  | { type: "error"; code: string; message: string };

export type Frame = TopicFrame | ControlFrame;

export type PollReply = Point & { revision: number; start?: Start; frames: Frame[] };

/** One of `/api/devices`. */
export type DeviceAnswer = {
  site: string;
  room: string;
  device: string;
  name: string;
  retired: boolean;
  last_seen_at: string | null;
  /** The median of its last gaps. */
  step_s: number | null;
  fresh_s: number;
  is_fresh: boolean;
  quantities: string[];
};

type Outcomes = { accepted: number; late: number; refused: number; unavailable: number };

/** What a service says of itself; each says other things besides why it can't do its job. */
export type ServiceStatus = { reason?: string | null; http?: Outcomes; raw?: Outcomes };

export type StoreStatus = ServiceStatus & {
  through?: Point;
  lag?: number;
  disk?: { free_bytes: number; total_bytes: number };
  devices?: number;
  /** Of the database; null where that is not known. */
  bytes?: number | null;
};

export type GatewayStats = {
  sockets: number;
  polls: number;
  clients: number;
  lagging: number;
  deliveries: number;
  bytes: number;
};

export type Ports = { nats: number; mqtt: number };

/** `/api/status`: what can't be asked is null or says the reason. */
export type Status = {
  now: string;
  version: string;
  demo: boolean;
  open: boolean;
  /** Where devices find the bus, besides the page's own address. */
  ports: Ports;
  bus: {
    connected: boolean;
    reason?: string;
    epoch?: string;
    last_seq?: number;
    bytes?: number;
    max_bytes?: number;
    fill?: number;
  };
  store: StoreStatus | null;
  disk: { free: number; total: number; free_share: number } | null;
  services: { name: string; id: string; version: string; status: ServiceStatus | null }[];
  gateways: GatewayStats & { gateways: (GatewayStats & { gateway: string; up_s?: number })[] };
  last_backup_at: string | null;
};
