import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandsFor, deviceId } from "../../js/connecting.js";

const LOCATION = { origin: "http://air.local:8080", hostname: "air.local" };

test.each([
  ["sensor1", "sensor1"],
  [" Salle à manger 1 ", "salle-a-manger-1"],
  ["a".repeat(40), "a".repeat(32)],
  ["'; rm -rf /", "rm-rf"],
  ["空気", ""],
])("%j is the id %j", (typed, id) => {
  expect(deviceId(typed)).toBe(id);
});

test("one id fills all commands, with the host of the page", () => {
  const [http, nats, mqtt] = commandsFor({ id: "Desk 1", site: "Home", room: "Office" }, LOCATION);
  expect(http?.command).toContain("http://air.local:8080/api/ingest");
  expect(http?.command).toContain('{"device":"desk-1","site":"Home","room":"Office","values":{');
  expect(nats?.command).toMatch(/^nats -s nats:\/\/air\.local:4222 pub iaq\.raw\.desk-1 '\{"site":"Home"/);
  expect(mqtt?.command).toMatch(/^mosquitto_pub -h air\.local -p 1883 .*-t iaq\/raw\/desk-1 -m '\{"site"/);
});

test("commands name the ports that the server was given", () => {
  const ports = { nats: 14222, mqtt: 11883 };
  const [, nats, mqtt] = commandsFor({ id: "a", site: "", room: "" }, LOCATION, ports);
  expect(nats?.command).toContain("nats://air.local:14222 ");
  expect(mqtt?.command).toContain("-p 11883 ");
});

test("a place is a site and a room, or none", () => {
  const commands = commandsFor({ id: "", site: "Home", room: " " }, LOCATION);
  for (const { command } of commands) expect(command).not.toContain("Home");
  for (const { command } of commands) expect(command).toContain("sensor1");
});

test("an IPv6 address is bare where the command wants it so", () => {
  const [, nats, mqtt] = commandsFor(
    { id: "", site: "", room: "" },
    { origin: "http://[::1]", hostname: "[::1]" },
  );
  expect(nats?.command).toContain("nats://[::1]:4222");
  expect(mqtt?.command).toContain("-h ::1 ");
});

test("whatever a room is called, the shell takes it as it is", () => {
  const room = `L'été $(id) "x" \`id\``;
  const [http] = commandsFor({ id: "a", site: "s", room }, LOCATION);
  const printed = execFileSync("sh", ["-c", (http?.command ?? "").replace(/^curl/, "printf '%s\\n'")], {
    encoding: "utf8",
  });
  expect(JSON.parse(printed.split("\n").at(-2) ?? "").room).toBe(room);
});
