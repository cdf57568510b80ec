import encodeQR from 'qr';

/** The quiet zone around the code, in modules. */
const QUIET = 4;

/** Draws a text as a QR code, dark on light in both themes, which every reader can read. `size` is in pixels. */
export function QrCode({ text, label, size }: { text: string; label: string; size: number }) {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      width={size}
      height={size}
      shapeRendering="crispEdges"
      className="rounded-control bg-white"
    >
      <path d={path} fill="black" />
    </svg>
  );
}
