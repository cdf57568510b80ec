import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { canonical } from '@/server/alerts/canonical';
import type { CapMessage } from '@/server/alerts/cap/message';
import { parseMessage } from '@/server/alerts/cap/parse-message';
import { writeMessage } from '@/server/alerts/cap/write-message';
import { capMessages } from '../support/cap-messages';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { scaled } from './options';
import { compare, figure } from './table';

const ROUND_TRIPS = 100_000;
/** Messages generated at once; they are measured together. */
const BATCH = 1_000;
const MEASURED = 5_000;

/**
 * Messages of CAP 1.2 with everything that a message can have: written, parsed and checked, beside libxml2 that parses the
 * same XML and checks nothing; and round trips that must give back the same.
 */
const benchmark: Benchmark = {
  name: 'Messages of CAP',
  async run(options) {
    const count = scaled(ROUND_TRIPS, options, BATCH);
    let different = 0;
    for (let done = 0; done < count; done += BATCH)
      for (const message of fc.sample(capMessages, { numRuns: Math.min(BATCH, count - done), seed: done }))
        if (!(await isSame(message))) different += 1;

    const messages = fc.sample(capMessages, { numRuns: scaled(MEASURED, options, 100), seed: 1 });
    const documents = messages.map((message) => Buffer.from(writeMessage(message)));
    const each = async (work: (n: number) => unknown) => {
      const at = performance.now();
      for (let n = 0; n < documents.length; n++) await work(n);
      return (performance.now() - at) / documents.length;
    };
    const mediaType = 'application/cap+xml';
    const { parse } = await inTurns(
      options.pairs,
      async () => ({ parse: await each((n) => parseMessage(documents[n] as Buffer, { mediaType })) }),
      async () => ({ parse: await each((n) => XmlDocument.fromBuffer(documents[n] as Buffer).dispose()) }),
    );
    const write = await each((n) => writeMessage(messages[n] as CapMessage));
    const bytes = documents.reduce((sum, { length }) => sum + length, 0) / documents.length;
    return [
      figure(`${count} round trips that give back another message`, '', different, {
        of: 'figure',
        atMost: 0,
      }),
      compare(
        `parsing and checking a message of ${Math.round(bytes)} bytes on average`,
        'ms',
        parse,
        'libxml2 parsing alone',
        {
          of: 'figure',
          atMost: 2,
        },
      ),
      figure('writing one', 'ms', write, { of: 'figure', atMost: 2 }),
    ];
  },
};
export default benchmark;

async function isSame(message: CapMessage): Promise<boolean> {
  const { message: read } = await parseMessage(Buffer.from(writeMessage(message)), { mediaType: 'text/xml' });
  return canonical(read) === canonical(message);
}
