import { verifyLedger } from '@/server/alerts/verify-ledger';
import { surely } from '../support/eventually';
import type { World } from './world';

/** What the database has of alerts at the end of a run; users by username, alerts by id. */
export interface AlertRows {
  alerts: { id: string; kind: string; state: string; revision: number; buildings: string[] }[];
  revisions: {
    alert: string;
    revision: number;
    type: string;
    hash: string;
    draftedBy: string | null;
    approvedBy: string | null;
  }[];
  drafts: {
    id: string;
    alert: string | null;
    kind: string;
    type: string;
    state: string;
    hash: string;
    group: string[];
  }[];
  targets: {
    alert: string;
    person: string;
    reason: string;
    building: string | null;
    answer: string | null;
    /** It is stored where the person needs help. */
    needsHelp: boolean;
  }[];
  lookups: { alert: string; by: string }[];
  /** Who is in which building. */
  inside: { person: string; building: string }[];
  /** The revisions that the ledger says were issued. */
  ledger: { alert: string; revision: number }[];
  /** What the verifier finds in the ledger. */
  faults: string[];
}

export async function readAlertRows({ db }: Pick<World, 'db'>): Promise<AlertRows> {
  const rows = async <T>(sql: string) => (await surely(() => db.pool.query(sql))).rows as T[];
  const { faults } = await surely(() => verifyLedger(db, new Map()));
  return {
    alerts: await rows(
      `SELECT a.id, a.kind, a.state, a.revision,
         ARRAY(SELECT b->>'id' FROM json_array_elements((v.content->'area'->'buildings')::json) b) AS buildings
       FROM alerts a JOIN alert_revisions v ON v.alert_id = a.id AND v.revision = a.revision`,
    ),
    revisions: await rows(
      `SELECT v.alert_id AS alert, v.revision, v.type, v.hash, d.username AS "draftedBy", p.username AS "approvedBy"
       FROM alert_revisions v LEFT JOIN users d ON d.id = v.drafted_by LEFT JOIN users p ON p.id = v.approved_by`,
    ),
    drafts: await rows(
      `SELECT id, alert_id AS alert, kind, type, state, hash,
         ARRAY(SELECT json_array_elements_text((content->'group')::json)) AS group
       FROM alert_drafts`,
    ),
    targets: await rows(
      `SELECT t.alert_id AS alert, u.username AS person, t.reason, t.building_id AS building, t.answer,
         t.help_at IS NOT NULL AS "needsHelp"
       FROM alert_targets t JOIN users u ON u.id = t.user_id`,
    ),
    lookups: await rows(
      'SELECT l.alert_id AS alert, u.username AS by FROM alert_lookups l JOIN users u ON u.id = l.looked_by',
    ),
    inside: await rows(
      `SELECT u.username AS person, p.building_id AS building FROM presences p JOIN users u ON u.id = p.user_id
       WHERE p.building_id IS NOT NULL`,
    ),
    ledger: (await rows<{ entry: string }>('SELECT entry FROM alert_ledger ORDER BY seq')).flatMap(
      ({ entry }) => {
        const { type, alert, revision } = JSON.parse(entry) as {
          type: string;
          alert: string;
          revision: number;
        };
        return type === 'issue' || type === 'cancel' || type === 'expire' ? { alert, revision } : [];
      },
    ),
    faults: faults.map(({ seq, fault }) => `entry ${seq}: ${fault}`),
  };
}

/** Returns the newest revision of each alert of which each user was told. */
export async function readTold({ db }: Pick<World, 'db'>): Promise<Record<string, Record<string, number>>> {
  const { rows } = await surely(() =>
    db.pool.query<{ person: string; alert: string; revision: number }>(
      `SELECT u.username AS person, a.id AS alert, a.revision FROM alert_targets t
       JOIN users u ON u.id = t.user_id JOIN alerts a ON a.id = t.alert_id`,
    ),
  );
  const told: Record<string, Record<string, number>> = {};
  for (const { person, alert, revision } of rows) told[person] = { ...told[person], [alert]: revision };
  return told;
}
