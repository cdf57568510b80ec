import type { Emphasis } from './acts';
import type { Rule } from './checker/finding';
import type { Edit } from './plant';
import type { Fault } from './schedule';

/** A bug that can be planted, and the conditions under which the checker sees it. */
export interface Bug {
  name: string;
  /** The rules that it breaks; the checker must report one of them. */
  breaks: Rule[];
  edits: readonly Edit[];
  /** Edits that switch off other mechanisms, which would recover the lost data and hide the bug. */
  without?: readonly Edit[];
  /** The faults that happen while users act. */
  faults: readonly Fault[];
  /** The acts that users do more often than usual. */
  emphasis?: Emphasis;
}

/* Most lost data is recovered by several mechanisms. */
const NO_HEADS: Edit = {
  file: 'server/realtime/maintenance.ts',
  from: "    every(app, 'heads', HEADS_MS, createHeads(app)),\n",
  to: '',
};
const NO_RESYNC: Edit[] = [
  {
    file: 'server/realtime/node-events.ts',
    from: '  for (const session of app.sessions.list()) await requestResync(app, session);\n',
    to: '',
  },
  {
    file: 'server/realtime/delivery.ts',
    from: '      if (first) onOpen();\n      else void requestResync(app, session);\n',
    to: '',
  },
];
const NO_GAP_FETCH: Edit = {
  file: 'clients/connection/connection.ts',
  from: "    if (gapTimer || syncing || link.state !== 'ready' || !(syncNeeded || hasGap(log))) return;\n",
  to: '    return;\n',
};
const NO_SYNC_ON_RESUME: Edit = {
  file: 'server/realtime/session-writer.ts',
  from: 'started: { ...stored, ...(await reading) }',
  to: `started: {
      ...stored, ...(await reading),
      ...(stored.resumed && { log: { entries: [], conversations: [], complete: true } as never }) }`,
};

const RESETS: Fault = { kind: 'reset', connections: 'clients', ms: 3_000 };
const KILLED_NODE: Fault = { kind: 'kill', victim: 'node 0', ms: 200 };
const WIPED = { kind: 'wipe', ms: 200 } as const;

/** Many users join a group and leave it, while earlier messages are changed. */
const NEWCOMERS: Emphasis = { club: 100, addOrLeave: 150, changeInClub: 250 };
/** Users who left look again at the messages and the members, while the others continue. */
const LEAVERS: Emphasis = {
  club: 200,
  doors: 200,
  addOrLeave: 60,
  joinOrLeave: 60,
  edit: 300,
  react: 300,
  read: 400,
  search: 60,
  members: 60,
};

/** People change buildings, and officers do what they can. */
const ALERTS: Emphasis = { officer: 150, answer: 150, move: 150 };

export const BUGS: readonly Bug[] = [
  {
    name: 'acknowledged before COMMIT',
    breaks: ['D1'],
    faults: [{ kind: 'kill', victim: 'PostgreSQL', ms: 200 }],
    edits: [
      {
        file: 'server/conversations/commit-drafts.ts',
        from: '  return db.pipeline(async (client) => {\n',
        to: '  return answerFirst(db, async (client, answer) => {\n',
      },
      {
        file: 'server/conversations/commit-drafts.ts',
        from: "        client.query('COMMIT'),\n      ]);\n",
        to: `      ]);
      answer({ outcomes: outcomes as Outcome[], outbox });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await client.query('COMMIT');
`,
      },
      {
        file: 'server/conversations/commit-drafts.ts',
        from: 'export type Outcome =',
        to: `function answerFirst<T>(
  db: Db,
  work: (client: PoolClient, answer: (result: T) => void) => Promise<T>,
): Promise<T> {
  return new Promise((answer, refuse) => {
    db.pipeline((client) => work(client, answer)).then(answer, refuse);
  });
}
export type Outcome =`,
      },
    ],
  },
  {
    name: 'acknowledged, and stored later',
    breaks: ['D5'],
    faults: [],
    edits: [
      {
        file: 'server/conversations/message-writer.ts',
        from: '    write: (draft) =>\n      new Promise((resolve, reject) => {\n',
        to: `    write: (draft) =>
      new Promise((resolve, reject) => {
        if (draft.content.text.length % 3 === 0) {
          resolve({ entries: [], recipients: 1 });
          setTimeout(() => {
            lanes[laneOfDraft(draft)]?.add({ draft, resolve() {}, reject() {} });
          }, 500);
          return;
        }
`,
      },
    ],
  },
  {
    name: 'no outbox',
    breaks: ['D7'],
    faults: [{ kind: 'kill', victim: 'RabbitMQ', ms: 200 }],
    edits: [
      {
        file: 'server/conversations/relay.ts',
        from: '      if (rows.length === 0) return;\n',
        to: `      if (rows.length === 0) return;
      void clearOutbox(db, rows.map((row) => row.id)).catch(() => {});
      return void toBroker(rows).catch(() => {});
`,
      },
    ],
    without: [NO_GAP_FETCH, NO_HEADS, ...NO_RESYNC],
  },
  {
    name: 'session queues acknowledged automatically',
    breaks: ['D7'],
    faults: [RESETS],
    edits: [
      {
        file: 'server/broker/rabbitmq-sessions.ts',
        from: '        consumerTag: tag,\n',
        to: '        consumerTag: tag,\n        noAck: true,\n',
      },
      {
        file: 'server/broker/rabbitmq-sessions.ts',
        from: '      attempt(() => channel.ack(message));\n',
        to: '',
      },
      {
        file: 'server/broker/rabbitmq-sessions.ts',
        from: '      for (const message of consumption.unacked) consumption.channel.nack(message, false, true);\n',
        to: '',
      },
    ],
    without: [NO_SYNC_ON_RESUME, NO_HEADS, ...NO_RESYNC],
  },
  {
    name: 'seq from a SEQUENCE',
    breaks: ['D4'],
    faults: [],
    edits: [
      {
        file: 'server/conversations/store/lock-targets.ts',
        from: 'SELECT id, kind, key, title, public, head, roster FROM',
        to: "SELECT id, kind, key, title, public, 100 * nextval('outbox_id_seq')::int AS head, roster FROM",
      },
    ],
  },
  {
    name: 'retry with a new client id',
    breaks: ['D3'],
    faults: [RESETS],
    edits: [
      {
        file: 'clients/connection/send-in-order.ts',
        from: '  let notBefore = 0;\n',
        to: '  let notBefore = 0;\n  const sent = new Set<string>();\n',
      },
      {
        file: 'clients/connection/send-in-order.ts',
        from: '    ask(message).then(\n',
        to: `    const again = sent.has(clientId);
    sent.add(clientId);
    ask({ ...message, clientId: again ? crypto.randomUUID() : clientId }).then(
`,
      },
    ],
  },
  {
    name: 'client ids ignored',
    breaks: ['D3'],
    faults: [RESETS],
    edits: [
      {
        file: 'server/conversations/store/write-entries.ts',
        from: "column('messages', 'clientId', 'text')",
        to: "column('messages', 'id', 'text')",
      },
    ],
  },
  {
    name: 'no gap fetch',
    breaks: ['D6', 'D7'],
    faults: [WIPED],
    edits: [NO_GAP_FETCH],
    without: [NO_HEADS, ...NO_RESYNC],
  },
  {
    name: 'heads not sent to sessions',
    breaks: ['D7'],
    // The next message of the conversation would reveal the gap.
    faults: [{ ...WIPED, quiet: true }],
    edits: [NO_HEADS],
    without: NO_RESYNC,
  },
  {
    name: 'a listener is skipped by a shared encoding',
    breaks: ['D7'],
    faults: [],
    emphasis: { channel: 200, building: 200 },
    edits: [
      {
        file: 'server/realtime/live-sessions.ts',
        from: '      for (const session of sessions) {\n        if (skips(session)) continue;\n',
        to: '      for (const session of sessions.slice(1)) {\n        if (skips(session)) continue;\n',
      },
    ],
  },
  {
    name: 'a cursor runs ahead',
    breaks: ['D7'],
    faults: [],
    emphasis: { channel: 200, building: 200 },
    edits: [
      {
        file: 'server/realtime/rooms.ts',
        from: '    if (entryRefs.length === 0) give(userIds, entry);\n',
        to: `    room.sent = { roster, userIds, seq, at: Date.now() };
    if (entryRefs.length === 0) give(userIds, entry);
`,
      },
    ],
    // The loss that the heads make up for, unless they are told that the room was sent the entry.
    without: [
      {
        file: 'server/realtime/delivery.ts',
        from: '  const sessions = app.sessions.ofUsers(userIds);\n',
        to: `    if (entry.seq % 2 === 0) throw new Error('lost');
  const sessions = app.sessions.ofUsers(userIds);
`,
      },
    ],
  },
  {
    name: 'users who join are missing from the list of a room',
    breaks: ['D7'],
    faults: [],
    emphasis: { doors: 300, joinOrLeave: 60 },
    edits: [
      {
        file: 'server/realtime/rooms.ts',
        from: 'new Set([...room.members.userIds, ...userIds])',
        to: 'room.members.userIds',
      },
    ],
    // The next entry after a leave would reveal the gap, and so would the heads.
    without: [NO_GAP_FETCH, NO_HEADS],
  },
  {
    name: 'read marks can move back',
    breaks: ['D9'],
    faults: [],
    emphasis: { mark: 200 },
    edits: [
      {
        file: 'server/conversations/store/read-marks.ts',
        from: '       WHERE k.read < excluded.read OR (k.unread AND k.read = excluded.read)\n',
        to: '',
      },
    ],
  },
  {
    name: 'read marks not sent to other devices',
    breaks: ['D9'],
    faults: [],
    emphasis: { mark: 100 },
    edits: [{ file: 'server/conversations/mark-read.ts', from: 'moved.length > 0', to: 'moved.length < 0' }],
  },
  {
    name: 'a session is given the log of another of its batch',
    breaks: ['D11', 'D17'],
    faults: [{ kind: 'drop' }, RESETS, { kind: 'drop' }],
    edits: [
      {
        file: 'server/realtime/session-writer.ts',
        from: '    log: logs[n] as SyncResult,\n',
        to: '    log: logs[(n + 1) % logs.length] as SyncResult,\n',
      },
    ],
  },
  {
    name: 'a person is lost in a batch of people who move',
    breaks: ['D11'],
    faults: [],
    emphasis: { move: 300, building: 400 },
    edits: [
      {
        file: 'server/conversations/store/memberships.ts',
        from: 'leaving.length > 0 && close(client, leaving)',
        to: 'leaving.length > 1 && close(client, leaving.slice(1))',
      },
    ],
  },
  {
    name: 'recipients computed at delivery',
    breaks: ['D11'],
    faults: [{ kind: 'delay', connections: 'broker', ms: 4_000 }],
    emphasis: { move: 150, building: 400 },
    edits: [
      {
        file: 'server/realtime/rooms.ts',
        from: `      members.since <= roster && roster <= members.roster
        ? members
        : { roster, userIds: new Set(await readersOf(db, id, seq)) };
`,
        to: '      { roster, userIds: new Set((await readRoster(db, id)).userIds) };\n',
      },
    ],
  },
  {
    name: 'leaving removes access to earlier messages',
    breaks: ['D10'],
    faults: [],
    emphasis: { club: 200, addOrLeave: 60 },
    edits: [
      {
        file: 'server/conversations/store/memberships.ts',
        from: '     UPDATE memberships m SET to_seq = own.head,',
        to: '     UPDATE memberships m SET to_seq = least(own.head, m.from_seq),',
      },
    ],
  },
  {
    name: 'former members still receive messages',
    breaks: ['D11'],
    faults: [],
    emphasis: { club: 200, addOrLeave: 60 },
    edits: [
      {
        file: 'server/conversations/store/memberships.ts',
        from: 'WHERE c.id = ANY($1) AND m.to_seq IS NULL ${rooms',
        to: 'WHERE c.id = ANY($1) ${rooms',
      },
      // Otherwise the doubled names would make every leave fail, and no user would have left.
      {
        file: 'server/conversations/store/read-marks.ts',
        from: 'SELECT u, c, 1 FROM',
        to: 'SELECT DISTINCT u, c, 1 FROM',
      },
    ],
  },
  {
    name: 'session queue purged on reconnect',
    breaks: ['D7'],
    faults: [RESETS],
    edits: [
      {
        file: 'server/broker/rabbitmq-sessions.ts',
        from: '    await channel.bindQueue(queue, topology.people, userId);\n',
        to: '    await channel.bindQueue(queue, topology.people, userId);\n    await channel.purgeQueue(queue);\n',
      },
    ],
    without: [NO_SYNC_ON_RESUME, NO_HEADS, ...NO_RESYNC],
  },
  {
    name: 'refused, but stored',
    breaks: ['D2'],
    faults: [],
    edits: [
      {
        file: 'server/conversations/message-writer.ts',
        from: "import { isQuadError } from '@/protocol/errors';\n",
        to: "import { fail, isQuadError } from '@/protocol/errors';\n",
      },
      {
        file: 'server/conversations/message-writer.ts',
        from: '    resolve(outcome.sent);\n',
        to: "    if (draft.content.text.length % 9 === 0) reject(fail('conflict', 'No.'));\n    else resolve(outcome.sent);\n",
      },
    ],
  },
  {
    name: 'entries shown in order of arrival',
    breaks: ['D6'],
    faults: [KILLED_NODE],
    edits: [
      {
        file: 'clients/state/log.ts',
        from: '    if (entry.seq > cursor + 1) waiting.push(entry);\n    else if',
        to: '    if',
      },
    ],
  },
  {
    name: 'repeated entries shown again',
    breaks: ['D6'],
    faults: [],
    edits: [
      {
        file: 'clients/state/log.ts',
        from: 'const messages = new Map(conversation.entries.map((entry) => [entry.seq, entry]));',
        to: 'const messages = new Map(conversation.entries.map((entry, n) => [-1 - n, entry]));',
      },
    ],
  },
  {
    name: 'history read from a stale copy',
    breaks: ['D8'],
    faults: [],
    emphasis: { read: 300 },
    edits: [
      {
        file: 'server/conversations/store/log.ts',
        from: ' AND e.seq BETWEEN $3 AND $4 AND NOT e.change',
        to: " AND e.seq BETWEEN $3 AND $4 AND NOT e.change AND e.at < now() - interval '500 milliseconds'",
      },
    ],
  },
  {
    name: 'a change is sent to every member of a group',
    breaks: ['D17'],
    faults: [],
    emphasis: NEWCOMERS,
    edits: [
      {
        file: 'server/conversations/fan-out.ts',
        from: 'subject, mayRead(userId))',
        to: 'subject, () => true)',
      },
    ],
  },
  {
    name: 'a change is sent to every user in a room',
    breaks: ['D17'],
    faults: [],
    emphasis: { building: 400, move: 150, edit: 200, react: 300 },
    edits: [
      {
        file: 'server/realtime/rooms.ts',
        from: 'entryFor(entry, subject, mayRead)',
        to: 'entryFor(entry, subject, () => true)',
      },
    ],
  },
  {
    name: 'a sync returns every change',
    breaks: ['D17'],
    faults: [KILLED_NODE, RESETS, KILLED_NODE],
    emphasis: NEWCOMERS,
    edits: [
      {
        file: 'server/conversations/store/entries.ts',
        from: '  return row.shown ? entry : {',
        to: '  return row.seq > 0 ? entry : {',
      },
    ],
  },
  {
    name: 'former members read later edits',
    breaks: ['D17'],
    faults: [],
    emphasis: LEAVERS,
    edits: [
      {
        file: 'server/conversations/store/entries.ts',
        from: 't.conversation_id = e.conversation_id AND t.until > a.until',
        to: 't.conversation_id = e.conversation_id AND t.until > 2147483646',
      },
    ],
  },
  {
    name: 'former members see later reactions',
    breaks: ['D17'],
    faults: [],
    emphasis: LEAVERS,
    edits: [
      {
        file: 'server/conversations/store/entries.ts',
        from: '     WHERE x.from_seq <= a.until AND (x.until_seq IS NULL OR x.until_seq > a.until) GROUP BY',
        to: '     WHERE x.until_seq IS NULL GROUP BY',
      },
    ],
  },
  {
    name: 'former members see the seq of later changes',
    breaks: ['D17'],
    faults: [],
    emphasis: LEAVERS,
    edits: [
      {
        file: 'server/conversations/store/entries.ts',
        from: 'AND x.seq <= a.until) AS rev',
        to: 'AND x.seq > 0) AS rev',
      },
    ],
  },
  {
    name: 'former members see the current members',
    breaks: ['D17'],
    faults: [],
    emphasis: LEAVERS,
    edits: [
      {
        file: 'server/conversations/store/views.ts',
        from: "WHERE kind = 'group' AND open)",
        to: "WHERE kind = 'group')",
      },
      {
        file: 'server/conversations/store/views.ts',
        from: "CASE WHEN c.kind = 'group' THEN CASE WHEN c.open",
        to: "CASE WHEN c.kind = 'group' THEN CASE WHEN c.head >= 0",
      },
    ],
  },
  {
    name: 'former members see a version that counts movements',
    breaks: ['D17'],
    faults: [],
    emphasis: LEAVERS,
    edits: [
      {
        file: 'server/conversations/store/views.ts',
        from: 'coalesce(k.version, 0) AS version',
        to: 'coalesce(k.version, 0) + c.roster AS version',
      },
    ],
  },
  {
    name: 'former members can still edit',
    breaks: ['D17'],
    faults: [],
    emphasis: LEAVERS,
    edits: [
      {
        file: 'server/conversations/edit-message.ts',
        from: 'const reached = await writableConversations(client, actor, conversationIds);',
        to: 'const reached = conversationIds.length > 0 ? conversationIds : await writableConversations(client, actor, conversationIds);',
      },
    ],
  },
  {
    name: 'an edit reaches a user who blocked its author',
    breaks: ['D17'],
    faults: [],
    emphasis: { nearby: 200, editNearby: 700, block: 120 },
    edits: [
      {
        file: 'server/conversations/policy.ts',
        from: "feeds.filter((feed) => !blockedOwners.has(otherUserOf(feed, userId) ?? ''))",
        to: 'feeds.filter((feed) => !blockedOwners.has(feed.id))',
      },
    ],
  },
  {
    name: 'a blocked user gets receipts',
    breaks: ['D17'],
    faults: [],
    emphasis: { direct: 300, readOn: 500, mark: 100, block: 100 },
    edits: [
      {
        file: 'server/conversations/store/receipts.ts',
        from: `    AND NOT \${blocked('mb.user_id', otherOf('mb.user_id'))}\n`,
        to: '',
      },
    ],
  },
  {
    name: 'notified though shown',
    breaks: ['W4'],
    faults: [],
    emphasis: { show: 400, direct: 800 },
    edits: [
      {
        file: 'server/notifications/decide.ts',
        from: "  if (shown >= seq) return 'shown';\n",
        to: '',
      },
    ],
  },
  {
    name: 'former members are notified',
    breaks: ['W4'],
    faults: [],
    emphasis: { club: 300, addOrLeave: 60 },
    edits: [
      {
        file: 'server/notifications/store/candidates.ts',
        from: 'CROSS JOIN ${STAY} stay',
        to: 'LEFT JOIN ${STAY} stay ON true',
      },
      {
        file: 'server/notifications/store/candidates.ts',
        from: ' ${FORMER_TEXT} WHERE a.shown`',
        to: ' ${FORMER_TEXT}`',
      },
    ],
  },
  {
    name: 'an ended sign-in is notified',
    breaks: ['W2'],
    faults: [],
    emphasis: { signOut: 60, direct: 800 },
    edits: [
      {
        file: 'server/notifications/store/subscriptions.ts',
        from: 'const SENT_TO = `${ALIVE} AND',
        to: 'const SENT_TO = `s.id = p.sign_in_id AND',
      },
    ],
    without: [
      {
        file: 'server/notifications/store/subscriptions.ts',
        from: 'DELETE FROM push_subscriptions p WHERE NOT EXISTS',
        to: 'DELETE FROM push_subscriptions p WHERE false AND NOT EXISTS',
      },
    ],
  },
  {
    name: 'an older notification replaces a newer one',
    breaks: ['W9'],
    faults: [],
    edits: [
      {
        file: 'clients/worker/push.ts',
        from: '    if (seq > 0 && newest >= seq) return false;\n',
        to: '    if (newest < 0) return false;\n',
      },
    ],
  },
  {
    name: 'a repeated approval issues the alert again',
    breaks: ['H2'],
    faults: [],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/alerts/approve-alert.ts',
        from: "if (draft.state === 'issued' && draft.approvedBy === actor.userId && draft.hash === hash && before)",
        to: "if (draft.type !== 'alert' && draft.state === 'issued' && draft.approvedBy === actor.userId && draft.hash === hash && before)",
      },
      {
        file: 'server/alerts/approve-alert.ts',
        from: 'const before = draft.alertId === null ?',
        to: "const before = draft.alertId === null || draft.type === 'alert' ?",
      },
      {
        file: 'server/alerts/states.ts',
        from: "if (draft.state !== 'submitted' || !draft.submittedAt)",
        to: 'if (!draft.submittedAt)',
      },
    ],
  },
  {
    name: 'a drafter can approve the own draft',
    breaks: ['H2'],
    faults: [],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/alerts/states.ts',
        from: "  if (draft.kind === 'test') return;\n",
        to: '  if (draft.kind) return;\n',
      },
    ],
  },
  {
    name: 'an exercise reaches whoever is in its place',
    breaks: ['H3'],
    faults: [],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/alerts/issue.ts',
        from: "    case 'exercise': {\n",
        to: "    case 'exercise': {\n      if (content.group) return app.alerts.audienceOf(content.area);\n",
      },
    ],
  },
  {
    name: 'an exercise is sent as a live alert',
    breaks: ['H3'],
    faults: [],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/realtime/live-sessions.ts',
        from: "encodeEvent('alert', alert, reason)",
        to: "encodeEvent('alert', { ...alert, kind: 'live' }, reason)",
      },
    ],
  },
  {
    name: 'an older revision is sent after a newer one',
    breaks: ['H4'],
    // Meanwhile the nodes learn nothing from each other, and afterwards every revision again.
    faults: [{ kind: 'pause', victim: 'RabbitMQ', ms: 3_000 }],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/alerts/board.ts',
        from: '    if (before && (before.alert.revision >= alert.revision || !before.alert.active)) return;\n',
        to: '',
      },
    ],
  },
  {
    name: 'who chose a building is not in the audience',
    breaks: ['H5'],
    faults: [],
    emphasis: { officer: 150 },
    edits: [
      {
        file: 'server/alerts/audience.ts',
        from: '  if (buildingId !== null && inArea.has(buildingId))\n',
        to: '  if (buildingId !== null && inArea.has(buildingId) && !declared)\n',
      },
    ],
  },
  {
    name: 'who enters is not told',
    breaks: ['H6'],
    faults: [],
    // Who has just left is told, too: people change buildings seldom.
    emphasis: { officer: 20, move: 40 },
    edits: [
      {
        file: 'server/alerts/board.ts',
        from: '      for (const known of alerts.values()) if (admits(known)) enter(state, known);\n',
        to: '',
      },
    ],
    // A later revision would also be sent to whoever is inside by then.
    without: [
      {
        file: 'server/alerts/board.ts',
        from: '    if (admits(known)) for (const state of presences()) enter(state, known);\n',
        to: '',
      },
    ],
  },
  {
    name: 'a later revision is sent only to whom it concerns',
    breaks: ['H6'],
    faults: [],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/alerts/issue.ts',
        from: 'alert.revision > 1 ? readTold(client, alert.id) : {},',
        to: '{},',
      },
    ],
    // The board of the node remembers whom it told.
    without: [
      {
        file: 'server/alerts/board.ts',
        from: '    if (others.length > 0) deliver(',
        to: '    if (others.length < 0) deliver(',
      },
    ],
  },
  {
    name: 'the other node is not told of an alert',
    breaks: ['H6'],
    faults: [],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/alerts/issue.ts',
        from: "    { to: 'nodes', body: { type: 'alert', ...event } },\n",
        to: '',
      },
    ],
    // Every node compares its revisions with the database once a second.
    without: [
      {
        file: 'server/alerts/board.ts',
        from: 'if ((alerts.get(id)?.alert.revision ?? 0) >= revision) continue;',
        to: 'if ((alerts.get(id)?.alert.revision ?? 0) >= 0) continue;',
      },
    ],
  },
  {
    name: 'a later answer does not replace an earlier one',
    breaks: ['H7'],
    faults: [],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/alerts/store/people.ts',
        from: 'SET answer = $3::"AlertAnswer",',
        to: 'SET answer = coalesce(t.answer, $3::"AlertAnswer"),',
      },
    ],
  },
  {
    name: 'where people need help outlives the alert',
    breaks: ['H7'],
    faults: [],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/alerts/store/alerts.ts',
        from: "'UPDATE alert_targets SET help_at = NULL WHERE alert_id = $1 AND help_at IS NOT NULL',",
        to: "'UPDATE alert_targets SET help_at = NULL WHERE alert_id = $1 AND help_at IS NULL',",
      },
    ],
  },
  {
    name: 'a look-up of a warden is not recorded',
    breaks: ['H7'],
    faults: [],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/alerts/call-roll.ts',
        from: '    await insertLookups(client, { alertId: id, by: actor.userId, buildingIds });\n',
        to: '',
      },
    ],
  },
  {
    name: 'a receipt is missing in the root of its batch',
    breaks: ['H8'],
    faults: [],
    emphasis: ALERTS,
    edits: [
      {
        file: 'server/alerts/store/receipts.ts',
        from: 'merkleRoot(batch.map((row)',
        to: 'merkleRoot(batch.slice(1).map((row)',
      },
    ],
  },
];
