/** Draws the logo: a courtyard seen from above, and a person at its corner. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="flex-none">
      <rect width="32" height="32" rx="8" fill="#0a6b5c" />
      <path
        d="M17.5 23.5H11A3.5 3.5 0 0 1 7.5 20V11A3.5 3.5 0 0 1 11 7.5H20A3.5 3.5 0 0 1 23.5 11V17.5"
        fill="none"
        stroke="#fff"
        strokeWidth="3.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="22.6" cy="22.6" r="3.2" fill="#8fe3d3" />
    </svg>
  );
}
