import { RequestRefused } from '@/clients/connection/request';
import type { Conversation } from '@/clients/state/log';
import { headOf } from '@/clients/state/log';
import { reachOf } from '@/clients/state/receipts';
import type { State } from '@/clients/state/state';
import { readMarkOf, shortCount, totalUnread } from '@/clients/state/unread';
import {
  addressOf,
  conversationOf,
  keyOf,
  type View as Opened,
  obstacle,
  outgoingIn,
} from '@/clients/state/views';
import { writersAt } from '@/clients/state/writing';
import type { WireChannel, WireEntry } from '@/protocol/messages';
import type { Client } from '../client';
import { type Frame, type Part, type Row, row, type Size } from '../screen/frame';
import type { Input } from '../screen/keys';
import { cleanLine } from '../text/clean';
import { type Editor, EMPTY, edit, editorOf, insert, layOut, textOf } from '../text/editor';
import { clockOf, dayOf, messageLines, outgoingLines } from '../text/message-lines';
import type { Style } from '../text/style';
import { cut, fill, widthOf } from '../text/width';
import type { BoxKind } from './box';
import { editCommandOf } from './edit-keys';
import { type Found, foundRows, type ListRow, meRows, privateRows, publicRows } from './list';
import { titleOf } from './names';
import { runCommand } from './slash-commands';
import { type Anchor, type Blocks, scroll, showsStart, visibleLines } from './timeline';
import type { View } from './view';

const TABS = ['public', 'private', 'me', 'search'] as const;
type Tab = (typeof TABS)[number];
const TAB_NAMES: Record<Tab, string> = { public: 'Public', private: 'Private', me: 'Me', search: 'Search' };

/** From this width on the list is beside the messages. */
const WIDE = 80;
const LIST_WIDTH = 24;
const MAX_COMPOSER = 5;
/** Below these heights the tabs, and then the header, are left out. */
const ROWS_WITH_TABS = 8;
const ROWS_WITH_HEADER = 6;
const PAGE = 50;
/** Milliseconds after the last input for which the messages on the screen count as read. */
const IN_USE_MS = 180_000;
/** Milliseconds between two notes that the user is writing. */
const TYPING_MS = 3_000;

export interface ChatOptions {
  client: Client;
  style: Style;
  show: (kind: BoxKind, text: string) => void;
  chooseBuilding: () => void;
  alerts: () => void;
  /** Returns a line about an active alert, styled for a width; null for none. */
  alertLine: (width: number) => string | null;
  signOut: () => void;
  quit: () => void;
  changed: () => void;
  now?: () => number;
}

/** The main screen: tabs, the list, the messages of the open conversation, the text that is being written. */
export function createChat(options: ChatOptions): View & { settle(): void; open(view: Opened): void } {
  const { client, style, show, changed, now = Date.now } = options;
  let tab: Tab = 'public';
  let focus: 'list' | 'text' = 'list';
  let selected = 0;
  let listTop = 0;
  let opened: Opened | null = null;
  let anchor: Anchor | null = null;
  const texts = new Map<string, Editor>();
  let channels: readonly WireChannel[] = [];
  let found: Found | null = null;
  let searching = false;
  let usedAt = now();
  let typedAt = 0;
  /** The conversations of which a page is being read, and those of which it was refused. */
  const loading = new Set<string>();
  const refused = new Set<string>();
  /** What the last frame showed, for scrolling and clicks. */
  let last = {
    blocks: { seqs: [], lines: () => [''], tail: [] } as Blocks,
    // Until the first frame: so much that the newest page is read.
    height: 100,
    logWidth: 80,
    listRow: 0,
    rows: 0,
    wide: false,
  };
  const lineCache = new WeakMap<WireEntry, { key: string; lines: string[] }>();

  const state = () => client.store.get();
  const buildingOf = ({ place }: State) => place?.building?.id ?? null;
  const conversationNow = () => (opened ? conversationOf(state().log, opened, buildingOf(state())) : null);
  const textKey = () => (tab === 'search' ? ' search' : opened ? keyOf(opened) : ' none');
  const editor = () => texts.get(textKey()) ?? EMPTY;
  const write = (text: Editor) => void texts.set(textKey(), text);

  function rows(): ListRow[] {
    switch (tab) {
      case 'public':
        return publicRows(state(), channels);
      case 'private':
        return privateRows(state());
      case 'me':
        return meRows(state());
      case 'search':
        return found ? foundRows(state(), found) : [];
    }
  }

  /** Awaits a request; shows why it failed. */
  function attempt(work: Promise<unknown> | undefined) {
    work?.then(changed, (error: unknown) => {
      const refused = error instanceof RequestRefused;
      show(refused ? 'Warning' : 'Error', error instanceof Error ? error.message : String(error));
      changed();
    });
  }

  function choose(next: Tab) {
    tab = next;
    selected = 0;
    listTop = 0;
    focus = next === 'search' ? 'text' : 'list';
    if (next === 'public')
      client.ask('list_channels', {}).then(
        (answer) => {
          channels = answer.channels;
          changed();
        },
        // The list is shown without the channels that the user could join.
        () => {},
      );
  }

  function open(view: Opened) {
    opened = view;
    anchor = null;
    focus = 'text';
    if (tab === 'search' || tab === 'me') tab = 'private';
    const conversation = conversationNow();
    client.ask('open_conversation', { conversation: conversation?.id ?? null }).catch(() => {});
    settle();
  }

  async function search(query: string) {
    choose('search');
    searching = true;
    changed();
    try {
      const [{ people }, { entries }] = await Promise.all([
        client.ask('find_people', { query }),
        client.ask('search', { query, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
      ]);
      client.store.dispatch({ type: 'names', people });
      found = { query, people, entries };
      focus = people.length + entries.length > 0 ? 'list' : 'text';
    } finally {
      searching = false;
      changed();
    }
  }

  function run({ does }: ListRow) {
    if ('join' in does) {
      attempt(
        client.ask('join_channel', { conversation: does.join.id }).then(({ conversation }) => {
          client.store.dispatch({ type: 'conversation', conversation });
          open({ of: 'conversation', id: conversation.id });
        }),
      );
    } else if ('open' in does) {
      open(does.open);
      if (does.at !== undefined) goTo(does.at);
    } else {
      const actions = {
        sharing: () => attempt(runCommand(screen, `/share ${state().place?.sharing ? 'off' : 'on'}`)),
        building: options.chooseBuilding,
        alerts: options.alerts,
        help: () => attempt(runCommand(screen, '/help')),
        'sign out': options.signOut,
        quit: options.quit,
      };
      actions[does.action]();
    }
  }

  /** Shows a message that may be far up: the pages between are read first. */
  function goTo(seq: number) {
    const conversation = conversationNow();
    if (!conversation) return;
    if (conversation.from <= seq) anchor = { seq, below: 0 };
    else
      attempt(
        loadBefore(conversation, Math.min(200, conversation.from - seq)).then((grew) => grew && goTo(seq)),
      );
  }

  /** Reads a page before the window. Resolves to whether there was more. */
  async function loadBefore({ id, from, start }: Conversation, limit = PAGE): Promise<boolean> {
    if (start || loading.has(id)) return false;
    loading.add(id);
    try {
      const page = await client.ask('history', { conversation: id, before: from, limit });
      client.store.dispatch({ type: 'history', conversation: id, page });
      return (state().log[id]?.from ?? from) < from;
    } finally {
      loading.delete(id);
    }
  }

  /** Reads what the window needs, and marks as read what it shows. Called after inputs and changes of the state. */
  function settle() {
    const conversation = conversationNow();
    const { link, read } = state();
    if (!conversation || link.state !== 'ready') return;
    const blocks = blocksOf(conversation, opened as Opened, last.logWidth);
    if (!conversation.start && !refused.has(conversation.id) && showsStart(blocks, anchor, last.height))
      // It is not asked again before the next input.
      loadBefore(conversation).catch(() => refused.add(conversation.id));
    const newest = headOf(conversation);
    if (
      anchor === null &&
      showsText() &&
      now() - usedAt < IN_USE_MS &&
      newest > readMarkOf(conversation, read)
    )
      client.store.dispatch({ type: 'read', read: { [conversation.id]: newest } });
  }

  /** Whether the messages are on the screen. */
  const showsText = () =>
    opened !== null && tab !== 'me' && tab !== 'search' && (last.wide || focus === 'text');

  function send() {
    const text = textOf(editor()).trim();
    if (text === '') return;
    if (tab === 'search' && !text.startsWith('/')) return attempt(search(text));
    write(EMPTY);
    if (text.startsWith('/') && !text.startsWith('//')) return attempt(runCommand(screen, text));
    if (!opened)
      return show('Information', 'Open a conversation first: choose one in the list, or /msg <username>.');
    const conversation = conversationNow();
    const why = obstacle(state(), opened, conversation);
    if (why) {
      write(editorOf(text));
      return show('Warning', OBSTACLES[why]);
    }
    anchor = null;
    client.send(addressOf(opened, conversation), text.startsWith('//') ? text.slice(1) : text);
  }

  const screen = {
    client,
    opened: () => (opened ? { view: opened, conversation: conversationNow() } : null),
    open,
    tab: choose,
    search: (query: string) => attempt(search(query)),
    show,
    write: (text: string) => write(editorOf(text)),
    alerts: options.alerts,
    signOut: options.signOut,
    quit: options.quit,
  };

  // ---- drawing

  function linesOf(
    entry: WireEntry,
    before: WireEntry | undefined,
    conversation: Conversation,
    width: number,
  ): string[] {
    const quoted = entry.replyTo === undefined ? undefined : find(conversation.entries, entry.replyTo);
    const own = entry.message.from.id === state().you.id;
    const reach = own && conversation.kind === 'direct' ? reachOf(conversation, entry.seq) : 'sent';
    const day = dayOf(entry.message.at);
    const newDay = before === undefined || dayOf(before.message.at) !== day;
    const key = `${width} ${reach} ${newDay} ${quoted?.rev ?? ''}`;
    const cached = lineCache.get(entry);
    if (cached?.key === key) return cached.lines;
    const lines = messageLines(entry, { width, style, quoted, reach, own });
    const all = newDay ? [style.dim(cut(`── ${day} ──`, width)), ...lines] : lines;
    lineCache.set(entry, { key, lines: all });
    return all;
  }

  function blocksOf(conversation: Conversation | null, view: Opened, width: number): Blocks {
    const entries = conversation?.entries ?? [];
    const { outgoing, you } = state();
    return {
      seqs: seqsOf(entries),
      lines: (index) =>
        linesOf(entries[index] as WireEntry, entries[index - 1], conversation as Conversation, width),
      tail: outgoingIn(outgoing, view, conversation).flatMap((message) =>
        outgoingLines(message, { width, style, name: you.name }),
      ),
    };
  }

  function bodyLines(width: number, height: number): string[] {
    const { you, place } = state();
    if (tab === 'me') return meLines(width);
    if (!opened) return [style.dim(cut('Choose a conversation, or press F4 to search.', width))];
    const conversation = conversationNow();
    last = { ...last, blocks: blocksOf(conversation, opened, width), height, logWidth: width };
    const lines = visibleLines(last.blocks, anchor, height);
    if (lines.length > 0) return lines;
    const why = obstacle({ place }, opened, conversation);
    const words = why ? OBSTACLES[why] : `Nobody has written here yet, ${cleanLine(you.name)}.`;
    return [style.dim(cut(words, width))];
  }

  function meLines(width: number): string[] {
    const { you, place } = state();
    return [
      style.bold(cut(cleanLine(you.name), width)),
      cut(`@${you.id}${you.guest ? ', a guest for a day' : ''}`, width),
      '',
      cut(`Place: ${placeWords(place)}`, width),
      style.dim(cut('Name, e-mail and password: on the page of your profile.', width)),
    ];
  }

  function listLines(width: number, height: number): string[] {
    const list = rows();
    selected = Math.max(0, Math.min(selected, list.length - 1));
    listTop = Math.max(Math.min(listTop, selected), selected - height + 1, 0);
    const openKey = conversationNow()?.id ?? (opened ? keyOf(opened) : null);
    const shown = list.slice(listTop, listTop + height).map((each, i) => {
      const count = each.unread > 0 ? ` ${each.mentioned ? '@' : ''}${shortCount(each.unread)}` : '';
      const mark = each.key === openKey ? '›' : ' ';
      const label = `${mark}${cut(each.label, width - 1 - count.length)}`;
      const text = label + ' '.repeat(Math.max(0, width - widthOf(label) - count.length)) + count;
      if (focus === 'list' && listTop + i === selected) return style.inverse(text);
      if (each.unread > 0 && !each.muted) return style.bold(text.trimEnd());
      return each.muted ? style.dim(text.trimEnd()) : text.trimEnd();
    });
    return shown;
  }

  function listTitle(): string | null {
    if (tab === 'private') return 'Latest chats';
    if (tab !== 'search') return null;
    if (searching) return 'Searching …';
    if (!found) return 'Write words, or a name, and press Enter.';
    return `Found ${found.people.length} users and ${found.entries.length} messages`;
  }

  function draw({ columns, rows: height }: Size): Frame {
    const wide = columns >= WIDE;
    const out: Row[] = [];
    const strip = options.alertLine(columns);
    if (height >= ROWS_WITH_HEADER) out.push(row(headerLine(columns)));
    if (strip !== null) out.push(row(strip));
    if (height >= ROWS_WITH_TABS) out.push(row(tabLine(columns)));
    const prompt = tab === 'search' ? '? ' : '> ';
    const composer = layOut(editor(), Math.max(1, columns - prompt.length - 1));
    const composerHeight = Math.max(
      1,
      Math.min(MAX_COMPOSER, composer.lines.length, height - out.length - 2),
    );
    const bodyHeight = Math.max(0, height - out.length - composerHeight - 1);
    last = { ...last, wide, listRow: out.length, rows: height };

    const top = out.length;
    const title = listTitle();
    const listHeight = Math.max(1, bodyHeight - (title ? 1 : 0));
    const list = (width: number) => [
      ...(title ? [style.dim(cut(title, width))] : []),
      ...listLines(width, listHeight),
    ];
    last.listRow = top + (title ? 1 : 0);
    if (tab === 'search' || (!wide && (focus === 'list' || (tab === 'me' && !opened)))) {
      const lines = list(columns);
      for (let n = 0; n < bodyHeight; n++) out.push(row(lines[n] ?? ''));
    } else if (!wide) {
      const lines = bodyLines(columns, bodyHeight);
      for (let n = 0; n < bodyHeight; n++) out.push(row(lines[n] ?? ''));
    } else {
      const left = list(LIST_WIDTH);
      const right = bodyLines(columns - LIST_WIDTH - 1, bodyHeight);
      for (let n = 0; n < bodyHeight; n++) {
        const parts: Part[] = left[n] ? [{ at: 0, text: left[n] as string }] : [];
        out.push([...parts, { at: LIST_WIDTH + 1, text: right[n] ?? '' }]);
      }
    }
    const from = Math.max(
      0,
      Math.min(composer.row - composerHeight + 1, composer.lines.length - composerHeight),
    );
    const composerTop = out.length;
    for (let n = 0; n < composerHeight; n++)
      out.push(row(`${n === 0 ? style.accent(prompt) : '  '}${composer.lines[from + n] ?? ''}`));
    out.push(row(statusLine(columns)));
    return {
      rows: out.slice(0, height),
      caret:
        focus === 'text'
          ? { row: composerTop + composer.row - from, column: prompt.length + composer.column }
          : null,
      moving: { top, bottom: top + bodyHeight },
    };
  }

  function headerLine(columns: number): string {
    const { you } = state();
    const title = opened ? ` · ${titleNow()}` : '';
    const clock = ` ${clockOf(now())} `;
    return style.inverse(
      fill(` Quad · ${cleanLine(you.name)}${title}`, Math.max(0, columns - clock.length)) + clock,
    );
  }

  function titleNow(): string {
    const conversation = conversationNow();
    if (conversation) return titleOf(conversation, state());
    if (opened?.of === 'direct') return cleanLine(state().names[opened.username] ?? opened.username);
    return opened?.of === 'nearby' ? 'Nearby' : cleanLine(state().place?.building?.name ?? 'Building');
  }

  function tabLine(columns: number): string {
    const unread = totalUnread(state());
    let used = 0;
    let line = '';
    for (const [i, each] of TABS.entries()) {
      const count = each === 'private' && unread > 0 ? ` ${shortCount(unread)}` : '';
      const text = ` F${i + 1} ${TAB_NAMES[each]}${count} `;
      if (used + text.length > columns) break;
      line += each === tab ? style.bold(text) : text;
      used += text.length;
    }
    return line;
  }

  function statusLine(columns: number): string {
    const { link, busy, place, writing, names } = state();
    const conversation = conversationNow();
    const writers = conversation ? writersAt(writing[conversation.id], now()).people : [];
    const parts = [
      linkWords(link, now(), busy),
      ...(anchor ? ['↓ End: newest'] : []),
      ...(writers.length > 0
        ? [`${writers.map((id) => cleanLine(names[id] ?? id)).join(', ')} writing …`]
        : []),
      placeWords(place),
      'F5 alerts  /help',
    ];
    const text = cut(parts.join(' · '), columns);
    return link.state === 'ready' ? style.dim(text) : style.warn(text);
  }

  // ---- input

  function takeMouse({ what, column, row: at }: Extract<Input, { kind: 'mouse' }>) {
    const inList = tab === 'search' || (last.wide ? column < LIST_WIDTH : focus === 'list');
    if (what !== 'click') {
      const rows = what === 'wheel up' ? 3 : -3;
      if (inList) selected -= Math.sign(rows);
      else anchor = scroll(last.blocks, anchor, rows, last.height);
      return;
    }
    if (at === 1 && last.rows >= ROWS_WITH_TABS) {
      const names = TABS.map((each) => TAB_NAMES[each].length + 5);
      let end = 0;
      const index = names.findIndex((width) => {
        end += width;
        return column < end;
      });
      if (index >= 0) choose(TABS[index] as Tab);
    } else if (inList && at >= last.listRow) {
      const clicked = rows()[listTop + at - last.listRow];
      if (clicked) {
        selected = listTop + at - last.listRow;
        focus = 'list';
        run(clicked);
      }
    } else focus = 'text';
  }

  function takeKey(key: string) {
    const tabIndex = ['f1', 'f2', 'f3', 'f4'].indexOf(key);
    if (tabIndex >= 0) return choose(TABS[tabIndex] as Tab);
    if (key === 'f5') return options.alerts();
    if (key === 'ctrl-c') {
      if (textOf(editor()) === '') return options.quit();
      return write(EMPTY);
    }
    if (key === 'ctrl-d' && textOf(editor()) === '') return options.quit();
    if (key === 'ctrl-r') return client.reconnect();
    if (key === 'ctrl-n' || key === 'alt-down') return next(1);
    if (key === 'ctrl-p' || key === 'alt-up') return next(-1);
    if (key === 'tab' || key === 'shift-tab') {
      focus = focus === 'list' ? 'text' : 'list';
      return;
    }
    if (key === 'page up' || key === 'page down') {
      const rows = Math.max(1, last.height - 1);
      if (focus === 'list' && !last.wide) selected += key === 'page up' ? -rows : rows;
      else anchor = scroll(last.blocks, anchor, key === 'page up' ? rows : -rows, last.height);
      return;
    }
    if (focus === 'list') takeListKey(key);
    else takeTextKey(key);
  }

  function next(step: 1 | -1) {
    const list = rows();
    const openKey = conversationNow()?.id ?? (opened ? keyOf(opened) : null);
    const at = list.findIndex(({ key }) => key === openKey);
    const target = list[at < 0 ? 0 : (at + step + list.length) % list.length];
    if (!target || !('open' in target.does)) return;
    selected = list.indexOf(target);
    run(target);
  }

  function takeListKey(key: string) {
    if (key === 'up') selected--;
    else if (key === 'down') selected++;
    else if (key === 'home') selected = 0;
    else if (key === 'end') selected = rows().length - 1;
    else if (key === 'enter' || key === 'right') {
      const chosen = rows()[selected];
      if (chosen) run(chosen);
    } else if (key === 'escape' && opened) focus = 'text';
    selected = Math.max(0, selected);
  }

  function takeTextKey(key: string) {
    const empty = textOf(editor()) === '';
    if (key === 'enter') return send();
    if (key === 'alt-enter' || key === 'ctrl-j') return write(insert(editor(), '\n'));
    if (key === 'escape') {
      focus = 'list';
      return;
    }
    if (key === 'end' && (empty || anchor)) anchor = null;
    if (key === 'up' || key === 'down') {
      anchor = scroll(last.blocks, anchor, key === 'up' ? 1 : -1, last.height);
      return;
    }
    const command = editCommandOf(key);
    if (command) write(edit(editor(), command));
  }

  function type(text: string) {
    focus = 'text';
    write(
      insert(
        editor(),
        text
          .split('\n')
          .map((line) => cleanLine(line.replaceAll('\t', '  ')))
          .join('\n'),
      ),
    );
    const conversation = conversationNow();
    if (tab === 'search' || !conversation || now() - typedAt < TYPING_MS) return;
    typedAt = now();
    // Nobody misses it when it is refused.
    client.ask('show_typing', { conversation: conversation.id }).catch(() => {});
  }

  return {
    draw,
    settle,
    open,
    take(input) {
      usedAt = now();
      refused.clear();
      if (input.kind === 'text') type(input.text);
      else if (input.kind === 'mouse') takeMouse(input);
      else takeKey(input.key);
      settle();
    },
  };
}

const OBSTACLES = {
  off: 'Share your place first: /share on, or F3.',
  waiting: 'Your place is not known yet: choose a building with /building <name>.',
  'no building': 'You are in no building: choose one with /building <name>.',
  left: 'You can no longer write in this conversation.',
} as const;

/** Returns what the status line says of the connection. */
function linkWords(link: State['link'], now: number, busy: boolean): string {
  switch (link.state) {
    case 'ready':
      return busy ? '● connected, the server is busy' : '● connected';
    case 'connecting':
      return '○ connecting …';
    case 'catching up':
      return '○ reading what you missed …';
    case 'waiting':
      return `Server connection lost: next try in ${Math.max(0, Math.ceil((link.until - now) / 1000))} s, Ctrl-R: now`;
    case 'offline':
      return 'Server connection lost';
    case 'signed out':
      return link.reason === 'suspended'
        ? 'Your account is suspended'
        : 'Signed out: F3, Log out, and sign in again';
    case 'outdated':
      return 'This server needs a newer quad-chat';
  }
}

function placeWords(place: State['place']): string {
  if (!place || (!place.sharing && !place.declared)) return 'place not shared';
  if (place.building) return `${place.declared ? 'declared: ' : ''}${cleanLine(place.building.name)}`;
  return place.state === 'waiting' ? 'place not known yet' : 'in no building';
}

const seqLists = new WeakMap<readonly WireEntry[], number[]>();

/** Returns the seqs of a list of entries; computed once for each list. */
function seqsOf(entries: readonly WireEntry[]): number[] {
  let seqs = seqLists.get(entries);
  if (!seqs) {
    seqs = entries.map(({ seq }) => seq);
    seqLists.set(entries, seqs);
  }
  return seqs;
}

const find = (entries: readonly WireEntry[], seq: number) => entries.find((entry) => entry.seq === seq);
