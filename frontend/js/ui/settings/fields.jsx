/** Inputs that write into the draft, each with what is wrong with it. */

import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { t } from "../../i18n.js";
import { valueAt } from "../../merge.js";
import { numberOf } from "../../numbers.js";
import { change, mistyped, wanted } from "./edited.js";
import { faultWords } from "./faults.js";

/**
 * @typedef {import("../../merge.js").Path} Path
 * @typedef {{label: string, path: Path, placeholder?: string, hint?: string, list?: string}} TextProps
 *   `list`: the id of the names that it proposes.
 */

/** A line of text; nothing typed is null. @param {TextProps & {isRequired?: boolean}} props */
export function TextField({ label, path, placeholder, hint, list, isRequired = false }) {
  const id = useId();
  const value = valueAt(wanted.value, path);
  const set = (/** @type {string} */ text) => change(path, text || isRequired ? text : null);
  return (
    <Field label={label} id={id} path={path} hint={hint}>
      {(described) => (
        <input
          {...described}
          maxLength={128}
          autocomplete="off"
          {...{ placeholder, list }}
          value={typeof value === "string" ? value : ""}
          onInput={({ currentTarget }) => set(currentTarget.value)}
          onChange={({ currentTarget }) => set(currentTarget.value.trim())}
        />
      )}
    </Field>
  );
}

/**
 * One of many; the first may stand for null.
 * @param {{label: string, path: Path, options: [string, string][], hint?: string}} props `""` is null.
 */
export function SelectField({ label, path, options, hint }) {
  const id = useId();
  return (
    <Field label={label} id={id} path={path} hint={hint}>
      {(described) => (
        <select
          {...described}
          value={String(valueAt(wanted.value, path) ?? options[0]?.[0])}
          onChange={({ currentTarget }) => change(path, currentTarget.value || null)}
        >
          {options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/**
 * A number; what is none stays as it was typed, and nothing is saved until it is one.
 * @param {{label: string, path: Path, value: number, limits: [number, number], isWhole?: boolean,
 *   isLabelHidden?: boolean, onChange: (value: number) => void}} props
 */
export function NumberField({
  label,
  path,
  value,
  limits: [low, high],
  isWhole = false,
  isLabelHidden,
  onChange,
}) {
  const id = useId();
  const name = path.join(" ");
  const text = useSignal(String(value));
  const isWrong = name in mistyped.value;
  useEffect(() => {
    if (numberOf(text.peek()) !== value && !(name in mistyped.peek())) text.value = String(value);
  }, [value, isWrong]);
  useEffect(() => () => note(name, ""), [name]);
  const take = (/** @type {string} */ typed) => {
    text.value = typed;
    const number = numberOf(typed);
    const isGood = number >= low && number <= high && (!isWhole || Number.isInteger(number));
    note(name, isGood ? "" : t(isWhole ? "settings-wrong-whole" : "settings-wrong-number", { low, high }));
    if (isGood) onChange(number);
  };
  return (
    <div class="field">
      <label for={id} class={isLabelHidden ? "sr-only" : ""}>
        {label}
      </label>
      <input
        id={id}
        inputMode="decimal"
        autocomplete="off"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        value={text.value}
        onInput={({ currentTarget }) => take(currentTarget.value)}
      />
      {isWrong && (
        <span class="wrong" id={`${id}-wrong`}>
          {mistyped.value[name]}
        </span>
      )}
    </div>
  );
}

/** @param {string} name @param {string} words Empty: it is well. */
function note(name, words) {
  const { [name]: _, ...others } = mistyped.peek();
  if (words || _) mistyped.value = words ? { ...others, [name]: words } : others;
}

/**
 * @param {{label: string, id: string, path: Path, hint?: string,
 *   children: (described: {id: string, "aria-invalid": boolean, "aria-describedby": string}) => import("preact").ComponentChildren}} props
 */
function Field({ label, id, path, hint, children }) {
  const wrong = faultWords(path);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, "aria-invalid": wrong !== "", "aria-describedby": `${id}-more` })}
      <span id={`${id}-more`}>
        {wrong && <span class="wrong">{wrong}</span>}
        {hint}
      </span>
    </div>
  );
}

/** What is wrong with a group of inputs, where it stands. @param {{path: Path}} props */
export function Wrong({ path }) {
  const words = faultWords(path);
  return words ? <p class="wrong">{words}</p> : null;
}
