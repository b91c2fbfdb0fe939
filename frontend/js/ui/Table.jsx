/**
 * Rows of words; the first of each names it.
 * @param {{label: string, heads: string[], rows: string[][]}} props
 */
export function Table({ label, heads, rows }) {
  return (
    <section class="table-scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head, of) => (
              <th key={`${of} ${head}`} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], at) => (
            <tr key={`${at} ${name}`}>
              <th scope="row">{name}</th>
              {cells.map((cell, of) => (
                <td key={`${of} ${heads[of + 1]}`}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
