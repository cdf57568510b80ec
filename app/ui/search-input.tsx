interface Props {
  /** The accessible name, also shown while the field is empty. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}

/** Shows a field that filters the list below it. */
export function SearchInput({ label, value, onChange, className = '' }: Props) {
  return (
    <input
      type="search"
      value={value}
      aria-label={label}
      placeholder={label}
      className={`field ${className}`}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
