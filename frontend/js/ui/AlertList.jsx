import { t } from "../i18n.js";
import { isIn } from "../rooms.js";
import { alerts } from "../store.js";
import { timeAt } from "./clock.jsx";
import { ItemButtons } from "./ItemButtons.jsx";
import { LISTED, MoreItems } from "./MoreItems.jsx";
import { becauseOf, roomOfPlace } from "./words.js";

/** @typedef {import("../wire.js").Alert} Alert */

/** What is wrong now, everywhere, at one site or in one room; nothing when nothing is. @param {{where?: string | null}} props */
export function AlertList({ where }) {
  const shown = alerts.value.filter(isIn(where));
  if (shown.length === 0) return null;
  return (
    <section class="card" aria-labelledby="alerts-title">
      <h2 id="alerts-title">
        {t("alerts")} <span class="count">{shown.length}</span>
      </h2>
      <ul class="items">
        {shown.slice(0, LISTED).map((alert) => (
          <AlertItem key={alert.id} alert={alert} />
        ))}
      </ul>
      <MoreItems kind="alerts" count={shown.length - LISTED} />
    </section>
  );
}

/** @param {{alert: Alert}} props */
function AlertItem({ alert }) {
  return (
    <li class="item alert">
      <div>
        <h3>{roomOfPlace(alert)}</h3>
        <p class="muted">
          {becauseOf(alert)} {sinceOf(alert)}
        </p>
        {alert.state === "acknowledged" && <p class="muted">{t("alert-acknowledged")}</p>}
        <ItemButtons item={alert} />
      </div>
    </li>
  );
}

/** Alerts on devices have said since when already. @param {Alert} alert */
function sinceOf({ site, rule, raised_at }) {
  if (rule.includes("--")) return "";
  return t("alert-since", { time: timeAt(site, Date.parse(raised_at)) });
}
