import { writeFileSync } from 'node:fs';
import { now, recordTo } from './history';
import { createOfficers } from './officers';
import type { Beginning, Ends, Order, Status } from './orders';
import { startPhones } from './phone';
import { createRandom } from './random';
import { openTab, type Tab } from './tab';
import { windowsOf } from './windows';
import { createWorkload } from './workload';

const TICK_MS = 20;
/** Milliseconds between a failed message and the user's click on Retry. */
const RETRY_EVERY_MS = 700;

/** Runs a process of users, each with one or two tabs of the product's own client. */
function begin({
  seed,
  url,
  pushPort,
  history,
  windows,
  players,
  officers,
  everybody,
  places,
  emphasis,
}: Beginning) {
  const record = recordTo(history);
  const random = createRandom(seed);
  let ops = 0;
  let perSecond = 0;
  const nextOp = () => `${seed}.${++ops}`;
  const tabs: Tab[] = players.flatMap(({ name, cookie, tabs }) =>
    Array.from({ length: tabs }, (_, n) =>
      openTab({ name: `${name}/${n}`, person: name, url, cookie, record, op: nextOp }),
    ),
  );
  const phones = startPhones({ players, url, pushPort, random, record });
  const { buildings } = places;
  const office = createOfficers({ url, officers, random, buildings, everybody, nextOp, record });
  const workload = createWorkload({
    random,
    tabs,
    phones,
    office,
    players,
    everybody,
    places,
    nextOp,
    record,
    emphasis,
  });
  let due = 0;
  let last = now();
  setInterval(() => {
    const at = now();
    // Drops acts that were not done in time: users do not catch up.
    due = Math.min(due + ((at - last) / 1_000) * perSecond, perSecond);
    last = at;
    for (; due >= 1; due -= 1) workload.step();
  }, TICK_MS);
  setInterval(() => workload.retry(), RETRY_EVERY_MS);
  setInterval(() => {
    workload.settleIn();
    if (workload.unsettled() === 0 && !office.isOpen()) office.act();
  }, 1_000);

  return {
    load(rate: number) {
      perSecond = rate;
      due = 0;
    },
    status(ends: Ends | null): Status {
      record.flush();
      let behind = 0;
      for (const tab of tabs) {
        const { log } = tab.store().get();
        for (const [c, head] of Object.entries(ends?.heads[tab.person] ?? {}))
          if ((log[c]?.cursor ?? 0) < head) behind += 1;
        for (const [c, read] of Object.entries(ends?.read[tab.person] ?? {}))
          if (log[c] && (log[c].info?.read ?? 0) !== read) behind += 1;
        for (const [alert, revision] of Object.entries(ends?.alerts[tab.person] ?? {}))
          if ((tab.alerts().get(alert)?.revision ?? 0) < revision) behind += 1;
      }
      return {
        notReady:
          tabs.filter((tab) => tab.store().get().link.state !== 'ready').length +
          phones.filter(({ isSubscribed }) => !isSubscribed()).length +
          workload.unsettled() +
          (office.isOpen() ? 0 : 1),
        pending: tabs.reduce((sum, tab) => sum + tab.pending(), office.pending()),
        acknowledged: tabs.reduce((sum, tab) => sum + tab.acknowledged(), 0),
        behind,
      };
    },
    report() {
      record.flush();
      writeFileSync(windows, JSON.stringify(tabs.flatMap(windowsOf)));
    },
    stop() {
      for (const tab of tabs) tab.stop();
      process.exit(0);
    },
  };
}

let worker: ReturnType<typeof begin> | undefined;
process.on('message', (message: Order) => {
  let answer: unknown = null;
  if (message.order === 'begin') worker = begin(message.beginning);
  if (message.order === 'load') worker?.load(message.perSecond);
  if (message.order === 'status') answer = worker?.status(message.ends);
  if (message.order === 'report') worker?.report();
  process.send?.(answer);
  if (message.order === 'stop') worker?.stop();
});
// The parent process has ended.
process.on('disconnect', () => process.exit(1));
