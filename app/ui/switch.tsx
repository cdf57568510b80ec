interface Props {
  label: string;
  /** What the current state means. */
  hint: string;
  on: boolean;
  disabled?: boolean;
  onClick: () => void;
  className?: string;
}

/** Shows a switch that takes effect at once. */
export function Switch({ label, hint, on, disabled, onClick, className = '' }: Props) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      disabled={disabled}
      onClick={onClick}
      className={`flex min-h-11 w-full items-center gap-3 text-start disabled:opacity-60 ${className}`}
    >
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{label}</span>
        <span className="block text-soft text-sm">{hint}</span>
      </span>
      <span
        aria-hidden="true"
        className={`flex h-7 w-12 flex-none items-center rounded-full border p-0.5 transition-colors ${
          on ? 'justify-end border-accent bg-accent' : 'justify-start border-edge bg-sunk'
        }`}
      >
        <span className={`size-5 rounded-full ${on ? 'bg-on-accent' : 'bg-edge'}`} />
      </span>
    </button>
  );
}
