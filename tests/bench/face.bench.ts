import type { Browser } from '@playwright/test';
import { scriptBytes } from '../support/page-weight';
import type { Benchmark } from './benchmark';
import {
  type Size,
  signInReader,
  timeUntilListed,
  timeUntilListedOffline,
  withBrowser,
  withPage,
} from './face/browser';
import { slowestDragging, slowestInteraction, slowestScrolling, totalShift } from './face/smoothness';
import { writeLongConversation, writeManyConversations } from './face/talk';
import { inTurns, rangeOf } from './in-turns';
import { type BenchNode, withNodes } from './node';
import type { Options } from './options';
import { compare, figure, type Row } from './table';

const KIB = 1024;
/** JavaScript of a page in KiB, compressed. */
const MOST_SCRIPT = { '/sign-in': 130, '/': 160 };
const MOST = { pictureMs: 1_000, shift: 0.02, interactionMs: 100, busyMs: 16, drawn: 100 };
const PATHS = ['/sign-in', '/'] as const;

/** What the pages weigh, when they show something, and how smooth they are, in a real browser. */
const benchmark: Benchmark = {
  name: 'The pages in a browser',
  run: (options) =>
    withNodes(options, { SAMPLE: 'on', PAGES_AT_START: 'on' }, async ({ ours, theirs }) => {
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
        const offline: number[] = [];
        for (let pair = 0; pair < options.pairs; pair++)
          offline.push(
            await withPage(browser, { url: ours.url, cookies, size: 'desk' }, (page) =>
              timeUntilListedOffline(page, newest),
            ),
          );
        rows.push(figure('the same without a network', 'ms', rangeOf(offline), target));
        rows.push(...(await smoothness(browser, ours, cookies, options)));
      });
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
    const { busy, drawn } = await withPage(browser, at, (page) =>
      slowestScrolling(browser, page, conversation),
    );
    const dragged = await withPage(browser, at, (page) => slowestDragging(browser, page));
    const slowest = await withPage(browser, at, (page) => slowestInteraction(page, conversation));
    const most = (atMost: number) => ({ of: 'figure', atMost }) as const;
    rows.push(
      figure(`layout shift of /, ${size}`, '', shift, most(MOST.shift)),
      figure(
        `busy in nine of ten frames, ${messages} messages scrolled, ${size}`,
        'ms',
        busy,
        most(MOST.busyMs),
      ),
      figure(`messages drawn at once meanwhile`, '', drawn, most(MOST.drawn)),
      figure(
        `busy in nine of ten frames, map dragged, ${people} people near, ${size}`,
        'ms',
        dragged,
        most(MOST.busyMs),
      ),
      figure(
        `slowest interaction, ${messages} messages, ${people} people near, ${size}`,
        'ms',
        slowest,
        most(MOST.interactionMs),
      ),
    );
  }
  return rows;
}
