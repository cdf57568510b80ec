'use client';

import { useTranslations } from 'next-intl';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { Conversation } from '@/clients/state/log';
import { PersonAvatar } from '../../people/photos';
import { useEnterMakesLine } from '../../ui/enter-key';
import { useRoomBots } from '../bots/use-room-bots';
import { commandStartAt, matchCommands } from './command-completion';
import { CompletionList, type Option, optionId } from './completion-list';
import { completeMention, type MentionStart, matchPeople, mentionStartAt } from './mention-completion';
import { useMentionCandidates } from './use-mention-candidates';

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  conversation: Conversation | null;
  text: string;
  placeholder: string;
  describedBy: string;
  onText: (text: string) => void;
  /** Takes pasted files; null where none can be sent. */
  onFiles: ((files: readonly File[]) => void) | null;
  onEnter: () => void;
  onEscape: () => void;
  /** Called for the up arrow in an empty field. */
  onUp: () => void;
}

/**
 * Shows the field for a message. Enter sends and Shift with Enter starts a new line; if the user prefers it on this
 * device, Enter starts a new line and Ctrl or Command with Enter sends. `@` starts a mention, `/` a command to a bot.
 */
export function MessageField({
  field,
  conversation,
  text,
  placeholder,
  describedBy,
  onText,
  onFiles,
  onEnter,
  onEscape,
  onUp,
}: Props) {
  const t = useTranslations('composer');
  const makesLine = useEnterMakesLine();
  const list = useId();
  const [started, setStarted] = useState<MentionStart | null>(null);
  const [command, setCommand] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const people = useMentionCandidates(conversation, started !== null);
  const bots = useRoomBots(conversation?.id, command !== null);
  const named = started ? matchPeople(people, started.typed) : [];
  const commands = command === null ? [] : matchCommands(bots, command);
  const found: Option[] =
    commands.length > 0
      ? commands.map(({ text: id, bot, description }) => ({
          id,
          name: id,
          detail: `${description} · ${bot}`,
        }))
      : named.map(({ id, name }) => ({
          id,
          name,
          detail: id,
          picture: <PersonAvatar id={id} name={name} size={28} />,
        }));
  const caret = useRef<number | null>(null);

  useLayoutEffect(() => {
    if (caret.current === null) return;
    field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  function typed({ value, selectionEnd }: HTMLTextAreaElement) {
    setStarted(mentionStartAt(value, selectionEnd));
    setCommand(commandStartAt(value, selectionEnd));
    setActive(0);
  }

  function choose(index: number) {
    const at = field.current?.selectionEnd ?? text.length;
    const chosenCommand = commands[index];
    const person = named[index];
    const done = chosenCommand
      ? {
          text: `${chosenCommand.text} ${text.slice(at).trimStart()}`,
          caret: chosenCommand.text.length + 1,
        }
      : started && person && completeMention(text, at, started, person);
    close();
    if (!done) return;
    caret.current = done.caret;
    onText(done.text);
  }

  function close() {
    setStarted(null);
    setCommand(null);
  }

  /** Handles a key for the open list. Returns true when the list used it. */
  function chosen(event: KeyboardEvent): boolean {
    if (found.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + found.length) % found.length);
    else if (event.key === 'Escape') close();
    // A command that is typed in full is sent.
    else if (event.key === 'Enter' && found[active]?.id === text.trim()) return false;
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) choose(active);
    else return false;
    return true;
  }

  function pressed(event: KeyboardEvent<HTMLTextAreaElement>) {
    // During composition of a character (dead keys, Japanese) the keys belong to the input method.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const modified = event.ctrlKey || event.metaKey;
    if (event.altKey || (modified && !(event.key === 'Enter' && makesLine))) return;
    if (chosen(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey && (!makesLine || modified)) {
      event.preventDefault();
      onEnter();
    } else if (event.key === 'Escape') onEscape();
    else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      onUp();
    }
  }

  function pasted(event: ClipboardEvent) {
    const { files, types } = event.clipboardData;
    // Many programs add a picture of the text that is copied.
    if (!onFiles || files.length === 0 || types.includes('text/plain')) return;
    event.preventDefault();
    onFiles([...files]);
  }

  const option = found[active];
  return (
    <div className="relative min-w-0 flex-1">
      {found.length > 0 && (
        <CompletionList
          id={list}
          label={t(commands.length > 0 ? 'commands' : 'mention')}
          options={found}
          active={active}
          onChoose={choose}
        />
      )}
      <p role="status" className="sr-only">
        {found.length > 0 &&
          t(commands.length > 0 ? 'commandCount' : 'mentionCount', { count: found.length })}
      </p>
      <textarea
        ref={field}
        rows={Math.min(6, text.split('\n').length)}
        value={text}
        aria-label={t('text')}
        aria-describedby={describedBy}
        aria-autocomplete="list"
        aria-controls={found.length > 0 ? list : undefined}
        aria-activedescendant={option && optionId(list, option)}
        placeholder={placeholder}
        enterKeyHint={makesLine ? 'enter' : 'send'}
        dir="auto"
        className="field field-sizing-content block max-h-44 resize-none py-2.5 leading-snug"
        onChange={(event) => {
          onText(event.target.value);
          typed(event.target);
        }}
        onSelect={(event) => typed(event.currentTarget)}
        onBlur={close}
        onKeyDown={pressed}
        onPaste={pasted}
      />
    </div>
  );
}
