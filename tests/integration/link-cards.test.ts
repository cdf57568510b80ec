import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { WireEntry } from '@/protocol/messages';
import type { UserActor } from '@/server/actor';
import { editMessage } from '@/server/conversations/edit-message';
import { sendMessage } from '@/server/conversations/send-message';
import { createLinkCards } from '@/server/link-cards/link-cards';
import { listLinkCards } from '@/server/link-cards/list-link-cards';
import { forgetOldCards } from '@/server/link-cards/store';
import { eventually } from '../support/eventually';
import { withCores } from '../support/suite';
import { createTalk, to } from '../support/talk';

const { core, other } = withCores();
const { people } = createTalk(core);
const log = { warn: (fields: object) => expect(fields).toBeUndefined() };

/** Returns a node that requests pages of the test, and the URLs that it has requested. */
function node(html: (href: string) => string | null, on = true) {
  const requested: string[] = [];
  const linkCards = createLinkCards({
    on,
    db: core.db,
    log,
    async fetchPage(href) {
      requested.push(href);
      const page = html(href);
      return page === null ? null : { url: new URL(href), html: page };
    },
  });
  const cards = (actor: UserActor, { conversation, seq }: WireEntry) =>
    listLinkCards({ ...other.app, linkCards }, { actor, conversationId: conversation.id, seqs: [seq] });
  return { requested, cards, prepare: linkCards.prepare };
}
const say = async (actor: UserActor, user: UserActor, text: string) =>
  (await sendMessage(core.app, { actor, address: to(user), text, clientId: randomUUID() }))
    .entries[0] as WireEntry;

test('[V6] those who may read a message get the card of its link, and reading requests nothing', async () => {
  const [ana, rui, eva] = await people(3);
  const href = `https://news.pt/${randomUUID()}`;
  const { requested, cards, prepare } = node(
    () => '<title>The news</title><meta name=description content=Today>',
  );
  const sent = await say(ana, rui, `look: ${href}#top`);
  // Its page is about to be requested.
  expect(await cards(rui, sent)).toEqual({ cards: [], waiting: [sent.seq] });
  expect(requested).toEqual([]);
  prepare(sent.message.text);
  const card = { title: 'The news', description: 'Today', site: null };
  const made = await eventually(
    () => cards(rui, sent),
    ({ waiting }) => waiting.length === 0,
  );
  expect(made.cards).toEqual([{ seq: sent.seq, card }]);
  expect(await cards(eva, sent)).toEqual({ cards: [], waiting: [] });
  // The same page is requested once, whoever sends it.
  prepare(`again ${href}`);
  await cards(ana, sent);
  expect(requested).toEqual([`${href}#top`]);
  await editMessage(core.app, { actor: ana, messageId: sent.message.id, text: 'no link any more' });
  expect(await cards(rui, sent)).toEqual({ cards: [], waiting: [] });
});

test('[V6] a message that was stored, or edited, is given to the cards once', async () => {
  const [ana, rui] = await people(2);
  const prepare = vi.spyOn(core.app.linkCards, 'prepare');
  const message = { actor: ana, address: to(rui), text: 'https://a.pt', clientId: randomUUID() };
  const { entries } = await sendMessage(core.app, message);
  await sendMessage(core.app, message);
  await editMessage(core.app, {
    actor: ana,
    messageId: entries[0]?.message.id as string,
    text: 'https://b.pt',
  });
  expect(prepare.mock.calls).toEqual([['https://a.pt'], ['https://b.pt']]);
  prepare.mockRestore();
});

test('[V6] a page without a title, or that cannot be had, has no card', async () => {
  const [ana, rui] = await people(2);
  const hrefs = [`https://a.pt/${randomUUID()}`, `https://b.pt/${randomUUID()}`];
  const { cards, prepare } = node((href) => (href === hrefs[0] ? '<p>nothing</p>' : null));
  for (const href of hrefs) {
    const sent = await say(ana, rui, href);
    prepare(href);
    const made = await eventually(
      () => cards(rui, sent),
      ({ waiting }) => waiting.length === 0,
    );
    expect(made.cards).toEqual([]);
  }
});

test('[V6] where it is off nothing is requested, and nobody is told to wait', async () => {
  const [ana, rui] = await people(2);
  const { cards, prepare, requested } = node(() => '<title>x</title>', false);
  const sent = await say(ana, rui, `https://off.pt/${randomUUID()}`);
  prepare(sent.message.text);
  expect(await cards(rui, sent)).toEqual({ cards: [], waiting: [] });
  expect(requested).toEqual([]);
});

test('[V6] cards are deleted after 30 days, and their URLs are never stored', async () => {
  const href = `https://old.pt/${randomUUID()}`;
  const { prepare } = node(() => '<title>old</title>');
  prepare(href);
  const stored = async () =>
    (await core.db.pool.query("SELECT l::text AS row FROM link_cards l WHERE title = 'old'")).rows;
  const rows = await eventually(stored, ({ length }) => length === 1);
  expect(JSON.stringify(rows)).not.toContain('old.pt');
  await core.db.pool.query(
    "UPDATE link_cards SET created_at = now() - interval '31 days' WHERE title = 'old'",
  );
  await forgetOldCards(core.db);
  expect(await stored()).toEqual([]);
});
