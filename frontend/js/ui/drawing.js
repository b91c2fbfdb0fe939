/** @type {Promise<typeof import("../chart/live-chart.js")> | undefined} */
let asked;

/** What draws charts: a third of the script, so pages that have charts ask for it first and do not wait. */
export const drawing = () => {
  asked ??= import("../chart/live-chart.js");
  return asked;
};
