import type { Conversation } from '@/clients/state/log';
import { ALERT_ANSWERS } from '@/protocol/alert-kinds';
import type { Address } from '@/protocol/events';
import type { WireEntry } from '@/protocol/messages';
import { ACTS, type Emphasis, type Kind } from './acts';
import { now, type Recorder } from './history';
import type { Places, Player } from './orders';
import type { Phone } from './phone';
import type { Random } from './random';
import type { Tab } from './tab';

const WORDS = ['canteen', 'lecture', 'library', 'tomorrow', 'room', 'exam', 'bicycle', 'rain'];
const EMOJI = ['👍', '🎉', '😀'];
/** The number of unanswered acts at which a user does nothing more. */
const MAX_PENDING = 5;
/** The number of shown messages at which a page is loaded again: larger windows cost the client more. */
const MAX_SHOWN = 1_000;
/** Milliseconds between position reports, because a position without new reports is forgotten. */
const HERE_EVERY_MS = 60_000;
const PAGE = 30;

/** Creates the acts of users, drawn from the seed: it decides who does what next, never the result. */
export function createWorkload(options: {
  random: Random;
  tabs: Tab[];
  phones: Phone[];
  office: { act(): void };
  players: Player[];
  everybody: string[];
  places: Places;
  nextOp: () => string;
  record: Recorder;
  emphasis: Emphasis;
}) {
  const { random, tabs, phones, office, players, everybody, places, nextOp, record } = options;
  const weights = { ...ACTS, ...options.emphasis };
  const whereabouts = new Map<string, { at: number; settling: boolean }>();
  const player = new Map(players.map((each) => [each.name, each]));
  const isReady = (tab: Tab) => tab.store().get().link.state === 'ready';

  function say(tab: Tab, address: Address): void {
    tab.compose(address, `${nextOp()} ${random.pick(WORDS)} ${random.pick(WORDS)}`);
  }

  function someWindow(tab: Tab): Conversation | undefined {
    const all = Object.values(tab.store().get().log).filter(({ entries }) => entries.length > 0);
    return all.length === 0 ? undefined : random.pick(all);
  }

  /** Returns one of the newest messages; one of the user's own when `own`. */
  function someMessage(tab: Tab, own: boolean, window = someWindow(tab)): WireEntry | undefined {
    const ownSeqs = (window?.entries ?? [])
      .slice(-12)
      .filter(({ message }) => !message.deletedAt && (!own || message.from.id === tab.person));
    return ownSeqs.length === 0 ? undefined : random.pick(ownSeqs);
  }

  const isOpen = (tab: Tab, c: string) => tab.store().get().log[c]?.info?.open === true;

  const doing: Record<Kind, (tab: Tab) => unknown> = {
    direct: (tab) => {
      const others = everybody.filter((name) => name !== tab.person);
      const users = random() < 0.1 ? [random.pick(others), random.pick(others)] : [random.pick(others)];
      say(tab, { to: 'people', users });
    },
    group: (tab) => {
      const own = places.groups.filter((c) => isOpen(tab, c));
      if (own.length > 0) say(tab, { to: 'conversation', id: random.pick(own) });
    },
    channel: (tab) => say(tab, { to: 'conversation', id: places.channel }),
    // Also sent by users who just left, so that refusals are recorded, too.
    doors: (tab) => say(tab, { to: 'conversation', id: places.doors }),
    club: (tab) => say(tab, { to: 'conversation', id: places.club }),
    building: (tab) => say(tab, { to: 'building' }),
    nearby: (tab) => player.get(tab.person)?.at && say(tab, { to: 'range' }),
    edit: (tab) => edit(tab, someMessage(tab, true)),
    editNearby(tab) {
      const feed = Object.values(tab.store().get().log).find(({ kind }) => kind === 'nearby');
      return feed && edit(tab, someMessage(tab, true, feed));
    },
    delete(tab) {
      const id = someMessage(tab, true)?.message.id;
      return id && tab.act({ do: 'delete', message: id }, 'delete_message', { message: id });
    },
    react: (tab) => react(tab, someMessage(tab, false)),
    changeInClub(tab) {
      const window = tab.store().get().log[places.club];
      if (!window) return;
      return random() < 0.5
        ? edit(tab, someMessage(tab, true, window))
        : react(tab, someMessage(tab, false, window));
    },
    /** Reads, half of the time, a conversation that the user left: such a user reads the messages until then. */
    async read(tab) {
      const leftConversations = Object.values(tab.store().get().log).filter(
        ({ info }) => info?.open === false,
      );
      const conversation =
        leftConversations.length > 0 && random() < 0.5
          ? random.pick(leftConversations).id
          : someWindow(tab)?.id;
      if (conversation === undefined) return;
      const t = now();
      const page = await tab.ask('history', { conversation, limit: PAGE }).catch(() => null);
      const ids = page?.entries.map(({ message }) => message.id) ?? [];
      if (page) record({ e: 'read', person: tab.person, c: conversation, from: page.from, ids }, t);
    },
    readOn(tab) {
      const window = someWindow(tab);
      if (!window) return;
      const { id, cursor } = window;
      record({ e: 'reads', person: tab.person, c: id, seq: cursor });
      tab.store().dispatch({ type: 'read', read: { [id]: cursor } });
    },
    /** Marks as read like a device that does not know the read mark of another device. */
    mark(tab) {
      const window = someWindow(tab);
      const seq = window && Math.max(1, window.cursor - random.between(0, 6));
      if (!window || !seq) return;
      const mark = { conversation: window.id, seq };
      return tab.act({ do: 'mark', c: window.id, seq }, 'mark_read', mark);
    },
    /** Says, as a visible page does, that the newest messages of a conversation are shown. */
    show(tab) {
      const window = someWindow(tab);
      if (!window) return;
      const { id: c, cursor: seq } = window;
      return tab.act({ do: 'show', c, seq }, 'mark_shown', { conversations: { [c]: seq } });
    },
    signOut: (tab) => phones.find(({ person }) => person === tab.person)?.signOut(nextOp()),
    move(tab) {
      if (player.get(tab.person)?.at) return;
      return enter(tab, random.pick(places.buildings));
    },
    joinOrLeave(tab) {
      const c = places.doors;
      const [act, event] = isOpen(tab, c)
        ? (['leave', 'leave_conversation'] as const)
        : (['join', 'join_channel'] as const);
      return tab.act({ do: act, c }, event, { conversation: c });
    },
    addOrLeave(tab) {
      const c = places.club;
      if (!isOpen(tab, c)) return;
      // The creator stays; the others add a user as often as they leave, so that about half of all are members.
      if (tab.person !== everybody[0] && random() < 0.5)
        return tab.act({ do: 'leave', c }, 'leave_conversation', { conversation: c });
      const member = random.pick(everybody);
      return tab.act({ do: 'add', c, who: member }, 'add_members', { conversation: c, users: [member] });
    },
    async scroll(tab) {
      const window = someWindow(tab);
      if (!window || window.start) return;
      const store = tab.store();
      const asked = { conversation: window.id, before: window.from, limit: PAGE };
      const page = await tab.ask('history', asked).catch(() => null);
      if (page && store === tab.store()) store.dispatch({ type: 'history', conversation: window.id, page });
    },
    search: (tab) => tab.ask('search', { query: random.pick(WORDS) }).catch(() => null),
    members(tab) {
      const c = random.pick([places.club, places.doors, someWindow(tab)?.id ?? places.channel]);
      return tab.ask('list_members', { conversation: c }).catch(() => null);
    },
    /** Blocks a user nearby, because a block affects messages nearby. */
    block(tab) {
      const near = places.lawns.find((people) => people.includes(tab.person)) ?? [];
      const others = near.filter((name) => name !== tab.person);
      if (others.length === 0) return;
      const member = random.pick(others);
      const blocked = !tab.store().get().blocks.users.has(member);
      return tab.act({ do: 'block', who: member, blocked }, 'block', { user: member, blocked });
    },
    reload: (tab) => tab.reload(random() < 0.8),
    officer: () => office.act(),
    answer(tab) {
      const active = [...tab.alerts()].flatMap(([id, alert]) => (alert.active ? id : []));
      return active.length > 0 && tab.answer(random.pick(active), random.pick(ALERT_ANSWERS));
    },
  };

  async function edit(tab: Tab, entry: WireEntry | undefined): Promise<unknown> {
    if (!entry) return;
    const { id, text } = entry.message;
    const again = `${text.split(' ', 1)[0]} ${random.pick(WORDS)} edited ${nextOp()}`;
    return tab.act({ do: 'edit', message: id, text: again }, 'edit_message', { message: id, text: again });
  }

  async function react(tab: Tab, entry: WireEntry | undefined): Promise<unknown> {
    if (!entry) return;
    const reaction = { message: entry.message.id, emoji: random.pick(EMOJI), on: random() < 0.7 };
    const conversation = entry.conversation.id;
    return tab.act({ do: 'react', c: conversation, ...reaction }, 'react', { conversation, ...reaction });
  }

  async function enter(tab: Tab, building: string): Promise<boolean> {
    return (await tab.act({ do: 'place', building }, 'declare_building', { building })) !== null;
  }

  /** Reports the position of a user, or chooses the building, by the first tab that is ready. */
  async function settle(tab: Tab, { name, at }: Player): Promise<void> {
    const known = whereabouts.get(name) ?? { at: Number.NEGATIVE_INFINITY, settling: false };
    const isFresh = at === null ? known.at > 0 : now() - known.at < HERE_EVERY_MS;
    if (known.settling || isFresh || !isReady(tab)) return;
    whereabouts.set(name, { ...known, settling: true });
    const answer = at
      ? await tab
          .ask('update_sharing', { sharing: true })
          .then(() => tab.ask('update_range', { range: 200 }))
          .then(() => tab.ask('update_coordinates', { ...at, accuracy: 10 }))
          .then(
            () => true,
            () => false,
          )
      : await enter(tab, random.pick(places.buildings));
    whereabouts.set(name, { at: answer ? now() : known.at, settling: false });
  }

  return {
    step() {
      const tab = random.pick(tabs);
      const kind = random.weighted(weights);
      // Messages are written at any time, as users do; other acts happen only while connected.
      if (!isReady(tab) && !['direct', 'group', 'channel'].includes(kind)) return;
      if (tab.pending() >= MAX_PENDING) return;
      void doing[kind](tab);
    },
    /** Retries or discards failed messages, and reloads pages that have grown. */
    retry() {
      for (const tab of tabs) {
        for (const { state, clientId, ...message } of tab.store().get().outgoing) {
          if (state !== 'failed') continue;
          const passing =
            'code' in message && ['unavailable', 'internal', 'rate_limited'].includes(message.code);
          tab.store().dispatch({ type: passing && random() < 0.9 ? 'retry' : 'forget', clientId });
        }
        tab.pump();
        const { log, outgoing } = tab.store().get();
        const shown = Object.values(log).reduce((sum, { entries }) => sum + entries.length, 0);
        if (shown > MAX_SHOWN && outgoing.length === 0) tab.reload(true);
      }
    },
    settleIn() {
      for (const tab of tabs) void settle(tab, player.get(tab.person) as Player);
    },
    unsettled: () => players.filter(({ name }) => (whereabouts.get(name)?.at ?? 0) <= 0).length,
  };
}
