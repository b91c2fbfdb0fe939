import { useSignal } from "@preact/signals";
import { t } from "../i18n.js";
import { view } from "../url-state.js";
import { later } from "./later.jsx";

const SpanForm = later(async () => (await import("./SpanForm.jsx")).SpanForm);

/** A period between two instants, by the clock of a zone. @param {{zone: string}} props */
export function SpanPicker({ zone }) {
  const isOpen = useSignal(typeof view.value.period === "object");
  return (
    <>
      <button
        type="button"
        class={`control ${typeof view.value.period === "object" ? "primary" : ""}`}
        aria-expanded={isOpen.value}
        aria-controls="span"
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {t("span")}
      </button>
      {isOpen.value && <SpanForm key={JSON.stringify(view.value.period)} zone={zone} />}
    </>
  );
}
