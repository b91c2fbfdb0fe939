import { t } from "../i18n.js";
import { Chip } from "./LevelChip.jsx";

/** @typedef {import("../status.js").Service} Service */

/** @type {Record<import("../status.js").ServiceState, import("../wire.js").Level>} */
const LEVELS = { up: "good", waiting: "poor", away: "severe" };
/** As many characters of a replica's name as tell it from the others. */
const ID_LENGTH = 8;

/** Every service, how it is, and how many there are of it. @param {{services: Service[]}} props */
export function Services({ services }) {
  return (
    <section class="card" aria-labelledby="services-title">
      <h2 id="services-title">{t("services")}</h2>
      <table class="services">
        <thead>
          <tr>
            {["service", "state", "replicas"].map((column) => (
              <th key={column} scope="col">
                {t(`column-${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {services.map((service) => (
            <tr key={service.name} data-service={service.name}>
              <th scope="row">
                <code>{service.name}</code> <span class="muted">{t(`service-${service.name}`)}</span>
              </th>
              <td>
                <Chip level={LEVELS[service.state]} word={t(`state-${service.state}`)} />
                {service.reason && (
                  <p class="muted" lang="en">
                    {service.reason}
                  </p>
                )}
              </td>
              <td>
                <Replicas replicas={service.replicas} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** @param {{replicas: Service["replicas"]}} props */
function Replicas({ replicas }) {
  if (replicas.length === 0) return <>–</>;
  return (
    <ul>
      {replicas.map(({ id, version }) => (
        <li key={id}>
          {version} <code class="muted">{id.slice(-ID_LENGTH)}</code>
        </li>
      ))}
    </ul>
  );
}
