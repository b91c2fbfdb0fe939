import { signal } from "@preact/signals";

/** When the page stands: everything that it names itself is there. */
const standing = new Promise((resolve) => {
  if (document.readyState === "complete") resolve(null);
  else window.addEventListener("load", resolve, { once: true });
});

/**
 * Script that nobody needs at first: fetched as soon as the page stands, so that it is there when the server no
 * longer is, or is a newer one.
 * @template T @param {() => Promise<T>} load
 */
export const afterwards = (load) => standing.then(load);

/**
 * A part of a page that is fetched afterwards; nothing until then.
 * @template {object} P
 * @param {() => Promise<import("preact").FunctionComponent<P>>} load
 * @returns {(props: P) => import("preact").JSX.Element | null}
 */
export function later(load) {
  const part = signal(/** @type {import("preact").FunctionComponent<P> | null} */ (null));
  afterwards(load).then(
    (loaded) => {
      part.value = loaded;
    },
    (error) => console.warn("IAQverse: a part of the page is missing:", error),
  );
  return (props) => {
    const Part = part.value;
    return Part && <Part {...props} />;
  };
}
