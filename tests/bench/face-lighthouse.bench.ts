import type { Benchmark } from './benchmark';
import { type Size, signInReader } from './face/browser';
import { installLighthouse, type Judgement, judge } from './face/lighthouse';
import { rangeOf } from './in-turns';
import { withNode } from './node';
import { figure, type Row } from './table';

/** The least scores. */
const LEAST = { phone: { '/': 90, '/sign-in': 98 }, desk: { '/': 98, '/sign-in': 98 }, others: 100 };
const MOST_SHIFT = 0.02;
const PATHS = ['/sign-in', '/'] as const;

/** What Lighthouse says of the pages: the median of so many runs as there are pairs. */
const benchmark: Benchmark = {
  name: 'The pages by Lighthouse',
  run: (options) =>
    withNode(options, { SAMPLE: 'on', PAGES_AT_START: 'on' }, async (node) => {
      await installLighthouse();
      const cookies = await signInReader(node);
      const rows: Row[] = [];
      for (const size of ['phone', 'desk'] satisfies Size[]) {
        for (const path of PATHS) {
          const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
          // The first page that a node serves loads the code of the page.
          await fetch(node.url + path, path === '/' ? { headers } : {});
          const runs: Judgement[] = [];
          for (let run = 0; run < options.pairs; run++)
            runs.push(await judge(node.url + path, path === '/' ? cookies : new Map(), size));
          const of = (name: keyof (typeof runs)[number]) => rangeOf(runs.map((run) => run[name]));
          const score = (name: 'performance' | 'accessibility' | 'best-practices' | 'seo', atLeast: number) =>
            figure(`Lighthouse: ${name} of ${path}, ${size}`, '', of(name), { of: 'figure', atLeast });
          rows.push(
            score('performance', LEAST[size][path]),
            score('accessibility', LEAST.others),
            score('best-practices', LEAST.others),
            score('seo', LEAST.others),
            figure(`largest picture of ${path}, ${size}, as Lighthouse simulates it`, 'ms', of('picture')),
            figure(`main thread blocked, the same`, 'ms', of('blocked')),
            figure(`layout shift, the same`, '', of('shift'), { of: 'figure', atMost: MOST_SHIFT }),
          );
        }
      }
      return rows;
    }),
};
export default benchmark;
