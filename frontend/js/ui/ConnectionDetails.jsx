import { connection } from "../connection.js";
import { formatAgo, formatNumber, formatSpan } from "../format.js";
import { locale, t } from "../i18n.js";
import { now_ms } from "../store.js";
import { NoticeButton } from "./NoticeButton.jsx";
import { milliseconds } from "./words.js";

/** All that is known of the connection. @param {{word: string}} props */
export function ConnectionDetails({ word }) {
  now_ms.value;
  const { heardAt_ms, point, framesReceived, resumed } = connection;
  const silence_ms = performance.now() - heardAt_ms;
  return (
    <div class="popover" id="connection-details">
      <p>
        <strong>{word}</strong>
      </p>
      <dl>
        <Row
          name="detail-latency"
          value={connection.latency_ms === null ? "–" : milliseconds(connection.latency_ms)}
        />
        <Row name="detail-heard" value={heardAt_ms === 0 ? "–" : formatAgo(locale.value, silence_ms)} />
        <Row name="detail-resumed" value={resumed === null ? "–" : t(`resumed-${resumed}`)} />
        <Row name="detail-frames" value={formatNumber(locale.value, framesReceived)} />
        <Row name="detail-point" value={point ? String(point.seq) : "–"} />
        <Row name="detail-trying" value={tryingNow()} />
      </dl>
      <button type="button" class="control" onClick={() => connection.restart()}>
        {t("reconnect")}
      </button>
      <NoticeButton />
    </div>
  );
}

/** @param {{name: string, value: string}} props */
function Row({ name, value }) {
  return (
    <div class="detail">
      <dt class="muted">{t(name)}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function tryingNow() {
  const { wanted, socket, socketFailures, retryAt_ms, closing } = connection.state;
  if (!wanted) return t("trying-stopped");
  if (socket === "refused") return t("trying-refused", { reason: closing?.name ?? "" });
  if (socket === "opening") return t("trying-websocket", { attempt: socketFailures + 1 });
  if (socket !== "waiting" || retryAt_ms === null) return t("trying-nothing");
  const span = formatSpan(locale.value, Math.max(0, retryAt_ms - performance.now()));
  if (closing) return t("trying-told", { span, reason: closing.name });
  return t("trying-later", { span, attempt: socketFailures + 1 });
}
