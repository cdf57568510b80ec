import { ALERT_ELEMENTS } from '@/protocol/alert-kinds';
import type { WireAlertReport } from '@/protocol/alert-reports';

/** A part of a report: its name, the heads of its columns, and its rows. */
export interface ReportPart {
  name: string;
  heads: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
}

const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);
const named = (person: { id: string; name: string } | null) =>
  person ? `${person.name} (${person.id})` : null;
const counted = (counts: Partial<Record<string, number>>) =>
  Object.entries(counts).map(([name, people = 0]): [string, number] => [name, people]);

/** Returns the parts of a report in English, in the order of reading; a table and a page show the same. */
export function reportParts(report: WireAlertReport): ReportPart[] {
  const { alert, exercise } = report;
  const { campus, buildings } = alert.area;
  return [
    {
      name: 'Alert',
      heads: ['what', 'value'],
      rows: [
        ['id', alert.id],
        ['kind', alert.kind],
        ['issued', alert.issued],
        ['ended', report.ended],
        ['state', alert.active ? 'active' : alert.type],
        ['event', alert.event],
        ['severity, urgency, certainty', `${alert.severity}, ${alert.urgency}, ${alert.certainty}`],
        ['place', campus?.name ?? buildings.map(({ name }) => name).join('; ')],
        ...(exercise
          ? ([
              ['description', exercise.description],
              ['assessment and what follows', exercise.followUp ?? null],
              ['announced', exercise.announced ? 'announced' : 'unannounced'],
              ['procedures publicised', exercise.publicised ? 'yes' : 'no'],
            ] as const)
          : []),
      ],
    },
    {
      name: 'Decisions',
      heads: ['revision', 'type', 'drafted', 'drafted by', 'submitted', 'issued', 'approved by', 'hash'],
      rows: report.revisions.map(({ revision, type, at, draftedBy, approvedBy, hash }) => {
        const times = report.decisions.find((each) => each.revision === revision);
        const { drafted = null, submitted = null } = times ?? {};
        return [revision, type, drafted, named(draftedBy), submitted, at, named(approvedBy), hash];
      }),
    },
    {
      name: 'Content',
      heads: ['revision', 'language', ...ALERT_ELEMENTS],
      rows: report.revisions.flatMap(({ revision, texts }) =>
        (['pt', 'en'] as const).map((language) => [
          revision,
          language,
          ...ALERT_ELEMENTS.map((element) => texts[language][element]),
        ]),
      ),
    },
    { name: 'People', heads: ['reached', 'people'], rows: counted(report.numbers) },
    {
      name: 'Seconds until displayed',
      heads: ['revision', 'first handed over', 'half', '95 in 100', 'last', 'people'],
      rows: report.times.map(({ revision, handed, half, most, last, people }) => [
        revision,
        seconds(handed),
        seconds(half),
        seconds(most),
        seconds(last),
        people,
      ]),
    },
    {
      name: 'Segments',
      heads: ['reason', 'building', 'people', 'displayed', 'answered', 'unreached'],
      rows: report.segments.map(({ reason, building, people, displayed, answered, unreached }) => [
        reason,
        building?.name ?? null,
        people,
        displayed,
        answered,
        unreached,
      ]),
    },
    {
      name: 'Channels',
      heads: ['channel', 'reached', 'people'],
      rows: Object.entries(report.channels).flatMap(([channel, reaches]) =>
        counted(reaches).map(([reach, people]) => [channel, reach, people]),
      ),
    },
    { name: 'Answers', heads: ['answer', 'people'], rows: counted(report.answers) },
    {
      name: 'Not displayed and not answered',
      heads: ['how far it came', 'people'],
      rows: counted(report.notSeen),
    },
    {
      name: 'Roll-calls',
      heads: ['at', 'by'],
      rows: report.rollCalls.map(({ at, by }) => [at, named(by)]),
    },
  ];
}
