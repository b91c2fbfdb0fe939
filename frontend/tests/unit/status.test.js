import { expect, test } from "vitest";
import { problemOfSilence, problemsOf, ratesOf, servicesOf } from "../../js/status.js";

/** @typedef {import("../../js/wire.js").Status} Status */

const STATS = { sockets: 0, polls: 0, clients: 0, lagging: 0, deliveries: 0, bytes: 0 };

/** A system in which all is well. @param {Partial<Status>} [change] @returns {Status} */
const status = (change) => ({
  ...{ now: "2026-11-26T12:00:00.000Z", version: "0.1.0", demo: false, open: false },
  ports: { nats: 4222, mqtt: 1883 },
  bus: { connected: true, epoch: "1", last_seq: 100, bytes: 1, max_bytes: 100, fill: 0.01 },
  store: { through: { epoch: "1", seq: 100 }, lag: 0, reason: null },
  disk: { free: 50, total: 100, free_share: 0.5 },
  services: ["gateway", "ingest", "predictor", "store"].map((name) => service(name)),
  gateways: { ...STATS, gateways: [{ ...STATS, gateway: "vm-1" }] },
  last_backup_at: "2026-11-25T12:00:00.000Z",
  ...change,
});
/** @param {string} name @param {import("../../js/wire.js").ServiceStatus} [said] */
const service = (name, said = { reason: null }) => ({ name, id: "abc", version: "0.1.0", status: said });
/** @param {number} refused */
const counted = (refused) => {
  const outcomes = { accepted: 9, late: 0, refused, unavailable: 0 };
  return { services: status().services.map((one) => ({ ...one, status: { http: outcomes } })) };
};
/** @param {Status} now @param {Status | null} [before] */
const keys = (now, before = null) => problemsOf(now, before).map(({ key }) => key);

test("nothing is wrong where nothing is", () => {
  expect(problemsOf(status(), status())).toEqual([]);
  expect(servicesOf(status()).map(({ name, state }) => `${name} ${state}`)).toEqual([
    "nats up",
    "ingest up",
    "store up",
    "predictor up",
    "gateway up",
  ]);
});

test("a service that does not answer is away, one that can't do its job is not ready", () => {
  const services = [service("gateway"), service("ingest"), service("store", { reason: "database away" })];
  expect(problemsOf(status({ services }), null)).toEqual([
    { key: "away-predictor", level: "severe" },
    { key: "waiting", level: "poor", given: { service: "store", reason: "database away" } },
  ]);
});

test("all replicas of a service are in its row", () => {
  const services = [...status().services, { ...service("ingest"), id: "def" }];
  expect(servicesOf(status({ services }))[1]?.replicas.map(({ id }) => id)).toEqual(["abc", "def"]);
});

test("while the bus is away nothing is said of the services behind it", () => {
  const bus = { connected: false, reason: "no answer" };
  expect(keys(status({ bus, services: [], store: null, last_backup_at: null }))).toEqual(["away-nats"]);
});

test.each([
  [0.04, ["disk-full"]],
  [0.09, ["disk-low"]],
  [0.1, []],
])("a disk with %d free", (free_share, expected) => {
  expect(keys(status({ disk: { free: 1, total: 1, free_share } }))).toEqual(expected);
});

test("the disk of the database counts, too", () => {
  const store = { ...status().store, disk: { free_bytes: 1, total_bytes: 100 } };
  expect(keys(status({ store }))).toEqual(["disk-full"]);
});

test.each([
  [0.96, ["bus-full"]],
  [0.6, ["bus-filling"]],
  [0.59, []],
])("a stream that is full to %d", (fill, expected) => {
  expect(keys(status({ bus: { connected: true, fill } }))).toEqual(expected);
});

test.each([
  [5000, 4000, ["behind"]],
  [4000, 5000, ["catching-up"]],
  [900, 100, []],
])("a store that has %d to do after %d", (lag, lagBefore, expected) => {
  const at = (/** @type {number} */ count) => status({ store: { ...status().store, lag: count } });
  expect(keys(at(lag), at(lagBefore))).toEqual(expected);
  expect(keys(at(lag))).toEqual([]);
});

test("a backup is asked for where there is none, where it is old, and not of a demo", () => {
  expect(keys(status({ last_backup_at: null }))).toEqual(["backup-none"]);
  expect(keys(status({ last_backup_at: "2026-11-01T12:00:00.000Z" }))).toEqual(["backup-old"]);
  expect(keys(status({ last_backup_at: null, demo: true }))).toEqual([]);
});

test("refused readings are said while they rise", () => {
  expect(keys(status(counted(3)), status(counted(2)))).toEqual(["refused"]);
  expect(keys(status(counted(3)), status(counted(3)))).toEqual([]);
  expect(keys(status(counted(3)))).toEqual([]);
});

test("what is worst comes first", () => {
  const disk = { free: 1, total: 1, free_share: 0.01 };
  expect(keys(status({ last_backup_at: null, disk }))).toEqual(["disk-full", "backup-none"]);
});

test("rates are counted between two answers of one stream", () => {
  const before = status();
  const after = status({
    now: "2026-11-26T12:00:05.000Z",
    bus: { ...before.bus, last_seq: 110 },
    gateways: { ...before.gateways, deliveries: 20, bytes: 5000 },
  });
  expect(ratesOf(after, before)).toEqual({ received: 2, delivered: 4, sent_bytes: 1000 });
  expect(ratesOf(after, null)).toBe(null);
  expect(ratesOf(before, after)).toBe(null);
  expect(ratesOf({ ...after, bus: { ...after.bus, epoch: "2" } }, before)).toBe(null);
});

test("no answer at all is the proxy's, an error the gateway's", () => {
  expect(problemOfSilence(null).key).toBe("away-nginx");
  expect(problemOfSilence(502).key).toBe("away-gateway");
});
