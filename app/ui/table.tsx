import type { ReactNode } from 'react';

interface Props {
  label: string;
  columns: readonly string[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  empty: string;
}

/** Shows a table that scrolls by itself on a narrow screen. */
export function Table({ label, columns, rows, empty }: Props) {
  if (rows.length === 0) return <p className="card p-4 text-soft">{empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it, too
    <section aria-label={label} tabIndex={0} className="card overflow-x-auto">
      <table className="w-full text-start">
        <thead className="heading border-line border-b">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-4 py-2.5 text-start font-semibold">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key} className="border-line border-b last:border-0">
              {cells.map((cell, i) => (
                <td key={columns[i]} className="px-4 py-2.5 align-middle">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
