/** What `/api/status` means: the state of each service, what is wrong and how bad. Pure. */

/**
 * @typedef {import("./wire.js").Status} Status
 * @typedef {import("./wire.js").Level} Level
 *
 * @typedef {"up" | "waiting" | "away"} ServiceState
 * @typedef {{name: string, state: ServiceState, reason: string, replicas: {id: string, version: string}[]}} Service
 * @typedef {{key: string, level: Level, given?: Record<string, string | number>}} Problem `given`: for its words.
 * @typedef {{received: number, delivered: number, sent_bytes: number}} Rates A second.
 */

const SERVICES = ["ingest", "store", "predictor", "gateway"];
const DISK_REFUSES = 0.05;
export const DISK_LOW = 0.1;
export const BUS_FILLING = 0.6;
const BUS_FULL = 0.95;
/** A store that has so little to do yet is not behind. */
const LAG_MESSAGES = 1000;
const BACKUP_OLD_MS = 7 * 86400e3;

/** The bus first, then every service on it. @param {Status} status @returns {Service[]} */
export function servicesOf({ bus, services }) {
  /** @type {Service} */
  const nats = {
    name: "nats",
    state: bus.connected ? "up" : "away",
    reason: bus.reason ?? "",
    replicas: [],
  };
  return [nats, ...SERVICES.map((name) => serviceOf(name, services))];
}

/** @param {string} name @param {Status["services"]} services @returns {Service} */
function serviceOf(name, services) {
  const found = services.filter((one) => one.name === name);
  const reason = String(found[0]?.status?.reason ?? "");
  return {
    name,
    state: found.length === 0 ? "away" : reason ? "waiting" : "up",
    reason,
    replicas: found.map(({ id, version }) => ({ id, version })),
  };
}

/**
 * What is to be done something about, worst first.
 * @param {Status} status @param {Status | null} before The one asked for before it.
 * @returns {Problem[]}
 */
export function problemsOf(status, before) {
  const [bus, ...services] = servicesOf(status);
  const found = [
    // While the bus is away no service can say how it is.
    ...(bus?.state === "away" ? [bus] : services).flatMap(problemOfService),
    ...problemsOfDisk(status),
    ...problemsOfBus(status),
    ...problemsOfStore(status, before),
    ...problemsOfPeople(status, before),
  ];
  const order = ["severe", "poor", "fair"];
  return found.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

/** @param {Service} service @returns {Problem[]} */
function problemOfService({ name, state, reason }) {
  if (state === "up") return [];
  if (state === "away") return [{ key: `away-${name}`, level: "severe" }];
  return [{ key: "waiting", level: "poor", given: { service: name, reason } }];
}

/** @param {Status} status @returns {Problem[]} */
function problemsOfDisk({ disk, store }) {
  const { free_bytes, total_bytes } = store?.disk ?? {};
  const shares = [disk?.free_share, total_bytes ? (free_bytes ?? 0) / total_bytes : undefined];
  const least = Math.min(...shares.map((share) => share ?? 1));
  if (least < DISK_REFUSES) return [{ key: "disk-full", level: "severe" }];
  return least < DISK_LOW ? [{ key: "disk-low", level: "fair" }] : [];
}

/** @param {Status} status @returns {Problem[]} */
function problemsOfBus({ bus: { fill = 0 } }) {
  if (fill >= BUS_FULL) return [{ key: "bus-full", level: "severe" }];
  return fill >= BUS_FILLING ? [{ key: "bus-filling", level: "poor" }] : [];
}

/** @param {Status} status @param {Status | null} before @returns {Problem[]} */
function problemsOfStore(status, before) {
  const lag = status.store?.lag ?? 0;
  const lagBefore = before?.store?.lag ?? 0;
  /** @type {Problem[]} */
  const problems = [];
  if (lag > LAG_MESSAGES && before) {
    problems.push(lag < lagBefore ? { key: "catching-up", level: "fair" } : { key: "behind", level: "poor" });
  }
  const backup_ms = Date.parse(status.last_backup_at ?? "");
  if (status.store?.through && !status.demo && !(Date.parse(status.now) - backup_ms < BACKUP_OLD_MS)) {
    problems.push({ key: Number.isNaN(backup_ms) ? "backup-none" : "backup-old", level: "fair" });
  }
  return problems;
}

/** @param {Status} status @param {Status | null} before @returns {Problem[]} */
function problemsOfPeople(status, before) {
  /** @type {Problem[]} */
  const problems = [];
  if (status.gateways.lagging > 0) problems.push({ key: "lagging", level: "fair" });
  const refused = countOf(status, "refused") - (before ? countOf(before, "refused") : Infinity);
  if (refused > 0) problems.push({ key: "refused", level: "fair" });
  return problems;
}

/**
 * Readings at both doors of all ingest processes that were asked: their service answers for one of them.
 * @param {Status} status @param {"accepted" | "late" | "refused" | "unavailable"} outcome
 */
export function countOf({ services }, outcome) {
  const ingest = services.find(({ name }) => name === "ingest")?.status;
  return (ingest?.http?.[outcome] ?? 0) + (ingest?.raw?.[outcome] ?? 0);
}

/**
 * Messages and bytes a second between two answers; null where something began anew in between.
 * @param {Status} status @param {Status | null} before @returns {Rates | null}
 */
export function ratesOf(status, before) {
  if (!before || status.bus.epoch !== before.bus.epoch) return null;
  const seconds = (Date.parse(status.now) - Date.parse(before.now)) / 1000;
  const received = (status.bus.last_seq ?? 0) - (before.bus.last_seq ?? 0);
  const delivered = status.gateways.deliveries - before.gateways.deliveries;
  const sent_bytes = status.gateways.bytes - before.gateways.bytes;
  if (seconds <= 0 || Math.min(received, delivered, sent_bytes) < 0) return null;
  return { received: received / seconds, delivered: delivered / seconds, sent_bytes: sent_bytes / seconds };
}

/** Nobody said how the system is. @param {number | null} code The proxy's answer; null if not even that. @returns {Problem} */
export function problemOfSilence(code) {
  if (code === null) return { key: "away-nginx", level: "severe" };
  return { key: "away-gateway", level: "severe" };
}
