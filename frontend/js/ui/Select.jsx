/**
 * One of many, with its label.
 * @param {{label: string, value: string, options: [string, string][], onChange: (value: string) => void}} props
 *   `options`: values with their words.
 */
export function Select({ label, value, options, onChange }) {
  return (
    <label>
      {label}
      <select class="control" value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
