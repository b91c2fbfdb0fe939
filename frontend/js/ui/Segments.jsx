/**
 * One of a few, all in sight.
 * @template {string | number} T
 * @param {{legend: string, name: string, options: [T, string][], value: T | null, onChange: (value: T) => void}} props
 *   `options`: values with their words.
 */
export function Segments({ legend, name, options, value, onChange }) {
  return (
    <fieldset class="segments">
      <legend class="sr-only">{legend}</legend>
      {options.map(([option, words]) => (
        <label key={option} class="segment">
          <input
            type="radio"
            name={name}
            value={option}
            checked={value === option}
            onChange={() => onChange(option)}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
