import { MAX_REPORTED, type Reporter, reportChanges } from './report-changes';
import type { Ask } from './request';
import type { Store } from './store';

/**
 * Reports the read marks of this device to the server, for the user's other devices, whenever they are ahead of the
 * server's. One conversation is reported by `mark_read`, several by `mark_all_read`. What cannot be reported now is
 * reported after the reconnect.
 */
export function reportReadMarks({ store, ask }: { store: Store; ask: Ask }): Reporter {
  const reported = new Map<string, number>();

  function reportAll() {
    const { read, log, link } = store.get();
    if (link.state !== 'ready') return reported.clear();
    const due = Object.entries(read).filter(
      ([id, seq]) => seq > Math.max(log[id]?.info?.read ?? 0, reported.get(id) ?? 0),
    );
    for (const [id, seq] of due) reported.set(id, seq);
    for (let i = 0; i < due.length; i += MAX_REPORTED) report(due.slice(i, i + MAX_REPORTED));
  }

  function report(due: [id: string, seq: number][]) {
    const [first] = due;
    if (!first) return;
    const request =
      due.length === 1
        ? ask('mark_read', { conversation: first[0], seq: first[1] }).then(({ conversation }) =>
            store.dispatch({ type: 'conversation', conversation }),
          )
        : ask('mark_all_read', { conversations: Object.fromEntries(due) });
    // `RequestRefused`: the user may not read it any more. `ConnectionLost`: it is reported again after the
    // reconnect.
    request.catch(() => {});
  }

  return reportChanges({ store, partOf: ({ read }) => read, report: reportAll });
}
