import { Readable } from 'node:stream';
import type { UserActor } from '@/server/actor';
import { callRoll } from './call-roll';
import type { AlertsContext } from './context';
import { toCsv } from './csv';
import { listExercises } from './list-exercises';
import { type ReportPart, reportParts } from './report-rows';
import { showAlertReport } from './show-alert-report';

/** A file to save. */
export interface SavedFile {
  name: string;
  bytes: number;
  file: Readable;
}

function saved(name: string, text: string): SavedFile {
  const data = Buffer.from(text);
  return { name, bytes: data.length, file: Readable.from([data]) };
}

/** Returns the report of an alert as a file: a page, or a table. Throws `not_found`, `forbidden`. */
export async function saveAlertReport(
  app: AlertsContext,
  { actor, id, form }: { actor: UserActor; id: string; form: 'html' | 'csv' },
): Promise<SavedFile> {
  const report = await showAlertReport(app, { actor, id });
  const { kind, issued, texts } = report.alert;
  const parts = reportParts(report);
  return saved(
    `${kind === 'live' ? 'alert' : kind}-${issued.slice(0, 10)}-${id.slice(0, 8)}.${form}`,
    form === 'csv' ? tableOf(parts) : pageOf(texts.en.headline, parts),
  );
}

/** Calls the roll, and returns it as a table without the places where people need help: the file outlives the alert. */
export async function saveRoll(
  app: AlertsContext,
  { actor, id }: { actor: UserActor; id: string },
): Promise<SavedFile> {
  const { people } = await callRoll(app, { actor, id });
  const rows = people.map(({ id: username, name, building, reason, reach, answer, answeredBy, at }) => [
    username,
    name,
    building?.name ?? null,
    reason,
    reach,
    answer,
    answeredBy?.name ?? null,
    at,
  ]);
  const heads = ['username', 'name', 'building', 'reason', 'reach', 'answer', 'answered by', 'answered at'];
  return saved(`roll-${id.slice(0, 8)}.csv`, toCsv([heads, ...rows]));
}

/**
 * Returns the yearly record of exercises and tests as a table: for each a description, the date, the time, whether it was
 * announced, and whether the procedures were publicised with it (34 CFR 668.46(g)(6)), and what follows from it. Throws `forbidden`.
 */
export async function saveExercises(
  app: AlertsContext,
  { actor, year }: { actor: UserActor; year: string },
): Promise<SavedFile> {
  const exercises = await listExercises(app, { actor, year });
  const rows = exercises.map(({ id, kind, headline, area, issued, ended, numbers, notes }) => [
    issued.slice(0, 10),
    issued.slice(11, 19),
    kind,
    notes?.description ?? null,
    notes?.followUp ?? null,
    notes && (notes.announced ? 'announced' : 'unannounced'),
    notes && (notes.publicised ? 'yes' : 'no'),
    headline,
    area.campus?.name ?? area.buildings.map(({ name }) => name).join('; '),
    ended?.slice(0, 19).replace('T', ' ') ?? null,
    numbers.targeted,
    numbers.targeted - numbers.unreached - numbers.failed,
    id,
  ]);
  const heads = [
    'date (UTC)',
    'time (UTC)',
    'kind',
    'description',
    'assessment and what follows',
    'announced or unannounced',
    'procedures publicised',
    'headline',
    'place',
    'ended (UTC)',
    'people',
    'people reached',
    'alert',
  ];
  return saved(`exercises-${year}.csv`, toCsv([heads, ...rows]));
}

const tableOf = (parts: readonly ReportPart[]) =>
  toCsv(parts.flatMap(({ name, heads, rows }) => [[name], heads, ...rows, []]));

const escaped = (value: string | number | null) =>
  String(value ?? '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}' +
  'table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3rem .5rem;text-align:start;vertical-align:top}';

function pageOf(title: string, parts: readonly ReportPart[]): string {
  const row = (tag: 'td' | 'th', cells: ReportPart['rows'][number]) =>
    `<tr>${cells.map((value) => `<${tag}>${escaped(value)}</${tag}>`).join('')}</tr>`;
  const tables = parts.map(
    ({ name, heads, rows }) =>
      `<h2>${escaped(name)}</h2><table><thead>${row('th', heads)}</thead><tbody>${rows
        .map((cells) => row('td', cells))
        .join('')}</tbody></table>`,
  );
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style>` +
    `<h1>${escaped(title)}</h1>${tables.join('')}</html>\n`
  );
}
