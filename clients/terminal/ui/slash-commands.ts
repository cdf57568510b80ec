import type { Conversation } from '@/clients/state/log';
import { addressOf, type View as Opened, viewIn } from '@/clients/state/views';
import { readCommand } from '@/protocol/command';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import type { Client } from '../client';
import { findBuilding } from '../places';
import type { BoxKind } from './box';
import { folded } from './menu';

/** What the commands may do with the screen. */
export interface CommandScreen {
  client: Client;
  /** The open conversation. */
  opened(): { view: Opened; conversation: Conversation | null } | null;
  open(view: Opened): void;
  tab(tab: 'public' | 'private' | 'me' | 'search'): void;
  search(query: string): void;
  show(kind: BoxKind, text: string): void;
  /** Puts a text into the composer. */
  write(text: string): void;
  alerts(): void;
  signOut(): void;
  quit(): void;
}

const HELP = `Keys
F1 public, F2 private, F3 me, F4 search, F5 alerts
Tab: between the list and the text.  Esc: back to the list.
Ctrl-N, Ctrl-P: next and previous conversation.
Page up, Page down, the wheel: scroll.
Alt-Enter: a new line.  Ctrl-C twice: quit.

Commands
/msg <username> [text]   write to a person
/join <channel>   /create <channel>   /leave
/group <username> <username> …   /members   /who
/reply [n] <text>   answers the last message, or the one n back
/edit <text>   /delete   your last message here
/react <emoji>   to the last message
/retry   /forget   the messages that were not sent
/mute   /unmute   /accept   /ignore   /block <username>
/building <name>   /building off   /share on|off
/search <words>   /public   /private   /me   /alerts
/logout   /quit
Commands of the bots in the open conversation are sent to them.
A text that begins with a slash: //like this`;

/**
 * Runs a line that begins with a slash; a command of a bot in the open conversation is sent. Rejects with the refusal of
 * the server, or with what is wrong with the line.
 */
export async function runCommand(screen: CommandScreen, line: string): Promise<void> {
  const [, name = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  const command = COMMANDS[name];
  if (command) return command(screen, rest.trim());
  if (!(await isForBot(screen, line))) throw new Error(`There is no command /${name}. /help lists them.`);
  const { view, conversation } = openedOf(screen);
  screen.client.send(addressOf(view, conversation), line.trimEnd());
}

/** Returns whether a bot of the open conversation has the command. */
async function isForBot(screen: CommandScreen, line: string): Promise<boolean> {
  const command = readCommand(line);
  const conversation = screen.opened()?.conversation;
  if (!command || !conversation) return false;
  const { bots } = await screen.client.ask('list_bots', { conversation: conversation.id });
  return bots.some(
    ({ id, commands }) =>
      (command.bot === null || command.bot.toLowerCase() === id.toLowerCase()) &&
      commands.some(({ name }) => name === command.name),
  );
}

type Command = (screen: CommandScreen, rest: string) => Promise<void> | void;

const COMMANDS: Record<string, Command> = {
  public: (screen) => screen.tab('public'),
  private: (screen) => screen.tab('private'),
  me: (screen) => screen.tab('me'),
  help: (screen) => screen.show('Information', HELP),
  alerts: (screen) => screen.alerts(),
  logout: (screen) => screen.signOut(),
  quit: (screen) => screen.quit(),
  search(screen, query) {
    if (query) screen.search(query);
    else screen.tab('search');
  },
  msg(screen, rest) {
    const [, username = '', text = ''] = /^@?(\S*)\s*([\s\S]*)$/.exec(rest) ?? [];
    if (!username) throw new Error('Say to whom: /msg <username> [text].');
    screen.open({ of: 'direct', username });
    if (text) screen.client.send({ to: 'people', users: [username] }, text);
  },
  async join(screen, title) {
    const { channels } = await screen.client.ask('list_channels', {});
    const wanted = folded(title.replace(/^#/, ''));
    const channel = channels.find((each) => folded(each.title) === wanted);
    if (!channel) throw new Error(`There is no public channel ${title}. /create makes one.`);
    const { conversation } = await screen.client.ask('join_channel', { conversation: channel.id });
    enter(screen, conversation);
  },
  async create(screen, title) {
    const { conversation } = await screen.client.ask('create_conversation', {
      kind: 'channel',
      title: title.replace(/^#/, ''),
      public: true,
    });
    enter(screen, conversation);
  },
  async group(screen, rest) {
    const users = rest
      .split(/[\s,]+/)
      .map((user) => user.replace(/^@/, ''))
      .filter(Boolean);
    if (users.length === 0) throw new Error('Name the people: /group <username> <username> …');
    const { conversation } = await screen.client.ask('create_conversation', { kind: 'group', users });
    enter(screen, conversation);
  },
  async leave(screen) {
    const { conversation } = await screen.client.ask('leave_conversation', { conversation: openId(screen) });
    screen.client.store.dispatch({ type: 'conversation', conversation });
  },
  mute: (screen) => mute(screen, true),
  unmute: (screen) => mute(screen, false),
  accept: (screen) => answerRequest(screen, 'accept'),
  ignore: (screen) => answerRequest(screen, 'ignore'),
  async block(screen, rest) {
    const user = rest.replace(/^@/, '');
    const { blocked } = await screen.client.ask('block', { user, blocked: true });
    screen.client.store.dispatch({ type: 'blocked', blocked });
    screen.show('Information', `You have blocked ${user}.`);
  },
  async members(screen) {
    const { members } = await screen.client.ask('list_members', { conversation: openId(screen) });
    screen.show('Information', members.map(({ id, name }) => `${name} (@${id})`).join('\n') || 'Nobody.');
  },
  who(screen) {
    const people = Object.values(screen.client.store.get().people);
    const lines = people.map(({ id, name, building, band }) =>
      [`${name} (@${id})`, band, building?.name].filter(Boolean).join(', '),
    );
    screen.show('Information', lines.join('\n') || 'Nobody is around, or you do not share your place.');
  },
  reply(screen, rest) {
    const [, back = '1', text = ''] = /^(?:(\d{1,3})\s+)?([\s\S]*)$/.exec(rest) ?? [];
    const entries = visible(screen);
    const entry = entries[entries.length - Number(back)];
    if (!entry || !text) throw new Error('Write: /reply [how many messages back] <text>.');
    const { view, conversation } = openedOf(screen);
    screen.client.send(addressOf(view, conversation), text, { replyTo: entry.message.id });
  },
  async edit(screen, text) {
    const { message } = ownLast(screen);
    if (!text) return screen.write(`/edit ${message.text}`);
    const { entries } = await screen.client.ask('edit_message', { message: message.id, text });
    screen.client.store.dispatch({ type: 'entries', entries });
  },
  async delete(screen) {
    const { entries } = await screen.client.ask('delete_message', { message: ownLast(screen).message.id });
    screen.client.store.dispatch({ type: 'entries', entries });
  },
  async react(screen, emoji) {
    const entry = visible(screen).at(-1);
    if (!entry || !emoji) throw new Error('Write: /react <emoji>. It is for the last message.');
    const { entries } = await screen.client.ask('react', {
      conversation: entry.conversation.id,
      message: entry.message.id,
      emoji,
      on: true,
    });
    screen.client.store.dispatch({ type: 'entries', entries });
  },
  retry(screen) {
    for (const { clientId, state } of screen.client.store.get().outgoing)
      if (state === 'failed') screen.client.sendAgain(clientId);
  },
  forget(screen) {
    for (const { clientId, state } of screen.client.store.get().outgoing)
      if (state === 'failed') screen.client.store.dispatch({ type: 'forget', clientId });
  },
  async share(screen, rest) {
    if (rest !== 'on' && rest !== 'off') throw new Error('Write: /share on, or /share off.');
    const { place } = await screen.client.ask('update_sharing', { sharing: rest === 'on' });
    screen.client.store.dispatch({ type: 'place', place });
  },
  building: (screen, rest) => declareBuilding(screen.client, rest),
};

/** Chooses the user's building by its name or id, which ends sharing [P11]; `off` withdraws the choice. */
export async function declareBuilding(client: Client, wanted: string): Promise<void> {
  const building = wanted === 'off' ? null : await findBuilding(client, wanted);
  const { place } = await client.ask('declare_building', { building: building?.id ?? null });
  client.store.dispatch({ type: 'place', place });
}

function enter(screen: CommandScreen, conversation: WireConversation): void {
  screen.client.store.dispatch({ type: 'conversation', conversation });
  screen.open(viewIn(conversation, null));
}

function openedOf(screen: CommandScreen): { view: Opened; conversation: Conversation | null } {
  const opened = screen.opened();
  if (!opened) throw new Error('Open a conversation first.');
  return opened;
}

function openId(screen: CommandScreen): string {
  const { conversation } = openedOf(screen);
  if (!conversation) throw new Error('This conversation has no messages yet.');
  return conversation.id;
}

const visible = (screen: CommandScreen): readonly WireEntry[] =>
  (openedOf(screen).conversation?.entries ?? []).filter(({ message }) => !message.deletedAt);

function ownLast(screen: CommandScreen): WireEntry {
  const { id } = screen.client.store.get().you;
  const entry = visible(screen).findLast(({ message }) => message.from.id === id);
  if (!entry) throw new Error('You have written nothing here.');
  return entry;
}

async function mute(screen: CommandScreen, muted: boolean): Promise<void> {
  const { conversation } = await screen.client.ask('mute', { conversation: openId(screen), muted });
  screen.client.store.dispatch({ type: 'conversation', conversation });
}

async function answerRequest(screen: CommandScreen, answer: 'accept' | 'ignore'): Promise<void> {
  const { conversation } = await screen.client.ask('answer_request', {
    conversation: openId(screen),
    answer,
  });
  screen.client.store.dispatch({ type: 'conversation', conversation });
}
