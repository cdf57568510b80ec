import { deliverAtRandom } from '../support/alert-deliveries';
import type { Benchmark } from './benchmark';
import { scaled } from './options';
import { figure } from './table';

/** Alerts whose deliveries are a million: about 63 each. */
const ALERTS = 17_000;

/** Deliveries of alerts over all ways in a random order, to the page's state and the service worker. */
const benchmark: Benchmark = {
  name: 'Alerts out of order',
  async run(options) {
    const { deliveries, older, afterTheEnd, otherKind, exerciseUntold } = await deliverAtRandom({
      alerts: scaled(ALERTS, options, 20),
      seed: 13,
    });
    const none = { of: 'figure', atMost: 0 } as const;
    return [
      figure('Deliveries', '', deliveries),
      figure('Older after newer', '', older, none),
      figure('Active after the end', '', afterTheEnd, none),
      figure('Of another kind', '', otherKind, none),
      figure('Exercises shown to those who were not told', '', exerciseUntold, none),
    ];
  },
};

export default benchmark;
