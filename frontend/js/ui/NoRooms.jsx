import { t } from "../i18n.js";

/** Nothing was ever sent: how to begin. */
export function NoRooms() {
  const example = `curl ${window.location.origin}/api/ingest -H 'Content-Type: application/json' \\
  -d '{"device":"bureau1","site":"Maison","room":"Bureau","values":{"co2_ppm":645,"temperature_c":22.3}}'`;
  return (
    <section class="card empty">
      <h2>{t("empty-title")}</h2>
      <p>{t("empty-how")}</p>
      <pre>
        <code>{example}</code>
      </pre>
    </section>
  );
}
