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
import type { Person } from '../../people/names';
import { useEnterMakesLine } from '../../ui/enter-key';
import { completeMention, type MentionStart, matchPeople, mentionStartAt } from './mention-completion';
import { MentionList, optionId } from './mention-list';
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
 * device, Enter starts a new line and Ctrl or Command with Enter sends. `@` starts a mention.
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
  const [active, setActive] = useState(0);
  const people = useMentionCandidates(conversation, started !== null);
  const found = started ? matchPeople(people, started.typed) : [];
  const caret = useRef<number | null>(null);

  useLayoutEffect(() => {
    if (caret.current === null) return;
    field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  function typed({ value, selectionEnd }: HTMLTextAreaElement) {
    setStarted(mentionStartAt(value, selectionEnd));
    setActive(0);
  }

  function choose(person: Person) {
    if (!started) return;
    const done = completeMention(text, field.current?.selectionEnd ?? text.length, started, person);
    caret.current = done.caret;
    setStarted(null);
    onText(done.text);
  }

  /** Handles a key for the open list of mentions. Returns true when the list used it. */
  function chosen(event: KeyboardEvent): boolean {
    if (found.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + found.length) % found.length);
    else if (event.key === 'Escape') setStarted(null);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey)
      choose(found[active] as Person);
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
      {found.length > 0 && <MentionList id={list} people={found} active={active} onChoose={choose} />}
      <p role="status" className="sr-only">
        {found.length > 0 && t('mentionCount', { count: found.length })}
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
        onBlur={() => setStarted(null)}
        onKeyDown={pressed}
        onPaste={pasted}
      />
    </div>
  );
}
