/**
 * Actions or alerts by their ids, each with the `seq` by which it was known so. Pure.
 *
 * Frames and snapshots come by two ways, of which either may be behind the other: a snapshot tells of all items
 * as of its own `seq`, and changes nothing that was known later. No snapshot has what is over: it stays for a while.
 */

/** @template {{id: string, state: string}} T */
export class States {
  /** How often something was changed. */ changes = 0;
  /** @type {Map<string, {item: T, seq: number}>} */ #known = new Map();
  /** What is not known was over by then. */ #whole_seq = 0;
  /** @type {(item: T) => T} */ #asShown;

  /** @param {(item: T) => T} [asShown] What is shown of an item that comes. */
  constructor(asShown = (item) => item) {
    this.#asShown = asShown;
  }

  /** @returns {T[]} */
  all() {
    return [...this.#known.values()].map(({ item }) => item);
  }

  /** @param {string} id */
  get(id) {
    return this.#known.get(id)?.item;
  }

  /** Take what a frame brought. @param {T} item @param {number} seq */
  take(item, seq) {
    if (seq < (this.#known.get(item.id)?.seq ?? this.#whole_seq)) return;
    this.#known.set(item.id, { item: this.#asShown(item), seq });
    this.changes += 1;
  }

  /**
   * Take a snapshot's: of what it does not have only that stays which is to stay.
   * @param {T[]} items All that are open. @param {number} seq @param {(item: T) => boolean} [stays]
   */
  replace(items, seq, stays = () => false) {
    if (seq < this.#whole_seq) return;
    const told = new Set(items.map(({ id }) => id));
    for (const [id, { item, seq: known_seq }] of this.#known)
      if (known_seq <= seq && (told.has(id) || !stays(item))) this.#known.delete(id);
    this.#whole_seq = seq;
    this.changes += 1;
    for (const item of items) if (!this.#known.has(item.id)) this.take(item, seq);
  }

  /** Another stream begins: whatever it says is newer. */
  beginAnew() {
    this.#whole_seq = 0;
    for (const known of this.#known.values()) known.seq = 0;
  }

  /** Show another state, without having heard of one. @param {string} id @param {string} state */
  show(id, state) {
    const known = this.#known.get(id);
    if (known) known.item = { ...known.item, state };
    this.changes += 1;
  }
}
