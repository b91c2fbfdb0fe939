/** The commands with which a device sends its first reading, ready to be pasted into a shell. Pure. */

/** @typedef {{id: string, site: string, room: string}} Wanted As typed; a site and a room are one place or none. */

/** Where devices knock besides the page's own address, until the server says where. @type {import("./wire.js").Ports} */
export const USUAL_PORTS = { nats: 4222, mqtt: 1883 };
const EXAMPLE = { co2_ppm: 645, temperature_c: 22.3 };
const EXAMPLE_ID = "sensor1";

/** The device's name as one token of a subject: `Bureau n° 1` -> `bureau-n-1`. @param {string} typed */
export function deviceId(typed) {
  const plain = typed.normalize("NFKD").toLowerCase();
  const slug = plain.replaceAll(/\p{M}/gu, "").replaceAll(/[^a-z0-9_]+/g, "-");
  return slug.slice(0, 32).replaceAll(/^-+|-+$/g, "");
}

/**
 * @param {Wanted} wanted @param {Pick<Location, "origin" | "hostname">} location Where the page came from.
 * @param {import("./wire.js").Ports} [ports]
 * @returns {{name: string, command: string}[]}
 */
export function commandsFor({ id, site, room }, { origin, hostname }, ports = USUAL_PORTS) {
  const device = deviceId(id) || EXAMPLE_ID;
  const place = site.trim() && room.trim() ? { site: site.trim(), room: room.trim() } : {};
  const message = quoted(JSON.stringify({ ...place, values: EXAMPLE }));
  const named = quoted(JSON.stringify({ device, ...place, values: EXAMPLE }));
  const host = hostname.replaceAll(/^\[|\]$/g, "");
  return [
    {
      name: "HTTP",
      command: `curl ${origin}/api/ingest \\\n  -H 'Content-Type: application/json' \\\n  -d ${named}`,
    },
    { name: "NATS", command: `nats -s nats://${hostname}:${ports.nats} pub iaq.raw.${device} ${message}` },
    {
      name: "MQTT",
      command: `mosquitto_pub -h ${host} -p ${ports.mqtt} -q 1 -t iaq/raw/${device} -m ${message}`,
    },
  ];
}

/** One word of a POSIX shell, whatever is in it. @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
