import type { Browser } from '@playwright/test';
import { scriptBytes } from '../support/page-weight';
import type { Benchmark } from './benchmark';
import { type Size, signInReader, timeUntilListed, withBrowser, withPage } from './face/browser';
import { installLighthouse, type Judgement, judge } from './face/lighthouse';
import { slowestInteraction, slowestScrolling, totalShift } from './face/smoothness';
import { writeLongConversation, writeManyConversations } from './face/talk';
import { inTurns, rangeOf } from './in-turns';
import { type BenchNode, withNodes } from './node';
import type { Options } from './options';
import { compare, figure, type Row } from './table';

const KIB = 1024;
/** JavaScript of a page in KiB, compressed. */
const MOST_SCRIPT = { '/sign-in': 130, '/': 160 };
const MOST = { pictureMs: 1_000, shift: 0.02, interactionMs: 100, frameMs: 16 };
/** The least scores of Lighthouse. */
const LEAST = { phone: { '/': 90, '/sign-in': 98 }, desk: { '/': 98, '/sign-in': 98 }, others: 100 };
const PATHS = ['/sign-in', '/'] as const;

/** What the pages weigh, when they show something, and how smooth they are, in a real browser. */
const benchmark: Benchmark = {
  name: 'The pages in a browser',
  run: (options) =>
    withNodes(options, { SAMPLE: 'on', PAGES_AT_START: 'on' }, async ({ ours, theirs }) => {
      await installLighthouse();
      const [cookies, theirCookies] = [await signInReader(ours), await signInReader(theirs)];
      const rows = await weigh(ours, cookies);
      await withBrowser(async (browser) => {
        const newest = await writeManyConversations(ours);
        await writeManyConversations(theirs);
        const picture = (url: string, cookies: Map<string, string>) => async () => ({
          ms: await withPage(browser, { url, cookies, size: 'desk' }, (page) =>
            timeUntilListed(page, newest),
          ),
        });
        // The first page that a node serves loads the code of the pages.
        await picture(ours.url, cookies)();
        await picture(theirs.url, theirCookies)();
        const { ms } = await inTurns(
          options.pairs,
          picture(ours.url, cookies),
          picture(theirs.url, theirCookies),
        );
        const target = { of: 'figure', atMost: MOST.pictureMs } as const;
        rows.push(compare('until the conversations are drawn', 'ms', ms, options.against, target));
        rows.push(...(await smoothness(browser, ours, cookies, options)));
      });
      rows.push(...(await judgements(ours, cookies, options)));
      return rows;
    }),
};
export default benchmark;

async function weigh({ url }: BenchNode, cookies: Map<string, string>): Promise<Row[]> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const read = async (path: string, headers?: { cookie: string }) =>
    (await fetch(new URL(path, url), { ...(headers && { headers }), redirect: 'error' })).text();
  const rows: Row[] = [];
  for (const path of PATHS) {
    const html = await read(path, path === '/' ? { cookie } : undefined);
    const bytes = await scriptBytes(html, url);
    const target = { of: 'figure', atMost: MOST_SCRIPT[path] } as const;
    rows.push(
      figure(`JavaScript of ${path}, gzip`, 'KiB', bytes.gzip / KIB, target),
      figure(`JavaScript of ${path}, Brotli, as it is loaded`, 'KiB', bytes.brotli / KIB, target),
    );
  }
  return rows;
}

async function smoothness(
  browser: Browser,
  node: BenchNode,
  cookies: Map<string, string>,
  options: Options,
): Promise<Row[]> {
  const { messages, people, conversation } = await writeLongConversation(node, options);
  const rows: Row[] = [];
  for (const size of ['phone', 'desk'] satisfies Size[]) {
    const at = { url: node.url, cookies, size };
    const shift = await withPage(browser, at, totalShift);
    rows.push(
      figure(`layout shift of /, ${size}`, '', shift, { of: 'figure', atMost: MOST.shift }),
      figure(
        `slowest of nine in ten frames, ${messages} messages scrolled, ${size}`,
        'ms',
        await withPage(browser, at, (page) => slowestScrolling(page, conversation)),
        { of: 'figure', atMost: MOST.frameMs },
      ),
      figure(
        `slowest interaction, ${messages} messages, ${people} people near, ${size}`,
        'ms',
        await withPage(browser, at, (page) => slowestInteraction(page, conversation)),
        { of: 'figure', atMost: MOST.interactionMs },
      ),
    );
  }
  return rows;
}

async function judgements(
  { url }: BenchNode,
  cookies: Map<string, string>,
  { pairs }: Options,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of ['phone', 'desk'] satisfies Size[]) {
    for (const path of PATHS) {
      const runs: Judgement[] = [];
      for (let run = 0; run < pairs; run++)
        runs.push(await judge(url + path, path === '/' ? cookies : new Map(), size));
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
        figure(`layout shift, the same`, '', of('shift'), { of: 'figure', atMost: MOST.shift }),
      );
    }
  }
  return rows;
}
