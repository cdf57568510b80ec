import type { PoolClient } from 'pg';
import type { AlertChannel, AlertReach } from '@/protocol/alert-kinds';
import type { WireAlert, WireAlertRecord, WireReached } from '@/protocol/alerts';
import type { Reasoned } from '../audience';

type Client = Pick<PoolClient, 'query'>;

const count = (where: string) => `count(*) FILTER (WHERE ${where})::int`;
const unanswered = (reach: AlertReach) => count(`answer IS NULL AND reach = '${reach}'`);
const NUMBERS = `count(*)::int AS targeted, ${count('answer IS NOT NULL')} AS answered,
  ${unanswered('displayed')} AS displayed, ${unanswered('received')} AS received, ${unanswered('handed')} AS handed,
  ${unanswered('failed')} AS failed, ${unanswered('targeted')} AS unreached`;

export const NO_NUMBERS: WireReached = {
  targeted: 0,
  answered: 0,
  displayed: 0,
  received: 0,
  handed: 0,
  failed: 0,
  unreached: 0,
};

/** Returns the numbers of people of alerts, by id. Those of an alert whose people were forgotten are as they were then. */
export async function readNumbers(client: Client, ids: readonly string[]): Promise<Map<string, WireReached>> {
  const { rows } = await client.query<WireReached & { id: string }>(
    `SELECT alert_id AS id, ${NUMBERS} FROM alert_targets WHERE alert_id = ANY($1) GROUP BY alert_id`,
    [ids],
  );
  const { rows: kept } = await client.query<{ id: string; numbers: WireReached }>(
    'SELECT id, numbers FROM alerts WHERE id = ANY($1) AND numbers IS NOT NULL',
    [ids],
  );
  return new Map([
    ...rows.map(({ id, ...numbers }): [string, WireReached] => [id, numbers]),
    ...kept.map(({ id, numbers }): [string, WireReached] => [id, numbers]),
  ]);
}

/** Returns how many people of each building have neither seen an alert nor answered it. */
export async function countUnseen(
  client: Client,
  id: string,
): Promise<{ buildingId: string | null; people: number }[]> {
  const { rows } = await client.query<{ buildingId: string | null; people: number }>(
    `SELECT building_id AS "buildingId", count(*)::int AS people FROM alert_targets
     WHERE alert_id = $1 AND answer IS NULL AND reach < 'displayed' GROUP BY building_id`,
    [id],
  );
  return rows;
}

export type Counts = Pick<WireAlertRecord, 'audience' | 'answers' | 'channels'>;

/** Returns how many people were told for which reason, gave which answer, and were reached by which channel. */
export async function readCounts(client: Client, id: string): Promise<Counts> {
  const { rows: reasons } = await client.query<{ reason: Reasoned['reason']; count: number }>(
    'SELECT reason, count(*)::int AS count FROM alert_targets WHERE alert_id = $1 GROUP BY reason',
    [id],
  );
  const { rows: answers } = await client.query<{ answer: 'safe' | 'help' | 'away'; count: number }>(
    `SELECT answer, count(*)::int AS count FROM alert_targets WHERE alert_id = $1 AND answer IS NOT NULL
     GROUP BY answer`,
    [id],
  );
  const { rows: channels } = await client.query<{ channel: AlertChannel; reach: AlertReach; count: number }>(
    `SELECT channel, reach, count(*)::int AS count FROM
       (SELECT channel, user_id, max(reach) AS reach FROM alert_receipts WHERE alert_id = $1
        GROUP BY channel, user_id) best
     GROUP BY channel, reach`,
    [id],
  );
  const byChannel: Counts['channels'] = {};
  for (const { channel, reach, count: people } of channels)
    byChannel[channel] = { ...byChannel[channel], [reach]: people };
  return {
    audience: Object.fromEntries(reasons.map(({ reason, count: people }) => [reason, people])),
    answers: Object.fromEntries(answers.map(({ answer, count: people }) => [answer, people])),
    channels: byChannel,
  };
}

/** Returns the revisions of an alert with the names of the officers, the first one first. */
export async function readHistory(client: Client, id: string): Promise<WireAlertRecord['revisions']> {
  const named = (alias: string) =>
    `CASE WHEN ${alias}.id IS NOT NULL THEN json_build_object('id', ${alias}.username, 'name', ${alias}.name) END`;
  const { rows } = await client.query<
    Omit<WireAlertRecord['revisions'][number], 'at' | 'texts'> & { at: Date; content: WireAlert }
  >(
    `SELECT v.revision, v.type, v.at, v.content, v.hash, ${named('d')} AS "draftedBy", ${named('p')} AS "approvedBy"
     FROM alert_revisions v LEFT JOIN users d ON d.id = v.drafted_by LEFT JOIN users p ON p.id = v.approved_by
     WHERE v.alert_id = $1 ORDER BY v.revision`,
    [id],
  );
  return rows.map(({ at, content, ...revision }) => ({
    ...revision,
    at: at.toISOString(),
    texts: content.texts,
  }));
}
