'use client';

import { Fragment, memo, useLayoutEffect, useRef } from 'react';
import type { WireEntry } from '@/protocol/messages';
import { Message } from './message';
import { DaySeparator, UnreadLine } from './separators';

interface Props {
  part: number;
  entries: readonly WireEntry[];
  /** The message before the first one here. */
  before: WireEntry | null;
  /** The seq below the unread line, and the seq of the opened message, if they are in this chunk. */
  line: number | null;
  marked: number | null;
  many: boolean;
  you: string;
}

/** Milliseconds within which messages of one sender share a heading. */
const TOGETHER_MS = 5 * 60_000;

/** Shows consecutive messages. An unchanged chunk is not rendered again, and one out of sight is not drawn at all. */
export const Chunk = memo(
  function Chunk({ part, entries, before, line, marked, many, you }: Props) {
    const box = useRef<HTMLDivElement>(null);

    // A message that is scrolled out of sight must not take the focus with it.
    useLayoutEffect(() => {
      const { current } = box;
      return () => {
        if (current?.contains(document.activeElement))
          current.closest<HTMLElement>('[role=log]')?.focus({ preventScroll: true });
      };
    }, []);

    return (
      <div ref={box} data-chunk={part} data-messages={entries.length}>
        {entries.map((entry, i) => {
          const last = i > 0 ? (entries[i - 1] as WireEntry) : before;
          const newDay = !last || dayOf(last) !== dayOf(entry);
          const { seq, message } = entry;
          return (
            <Fragment key={message.id}>
              {newDay && <DaySeparator at={message.at} />}
              {line === seq && <UnreadLine />}
              <Message
                entry={entry}
                own={message.from.kind === 'user' && message.from.id === you}
                many={many}
                continued={!newDay && line !== seq && belongTogether(last, entry)}
                marked={marked === seq}
              />
            </Fragment>
          );
        })}
      </div>
    );
  },
  ({ entries: a, ...propsBefore }, { entries: b, ...two }) =>
    a.length === b.length &&
    a.every((entry, i) => entry === b[i]) &&
    (Object.keys(propsBefore) as (keyof typeof propsBefore)[]).every((key) => propsBefore[key] === two[key]),
);

const dayOf = ({ message }: WireEntry) => new Date(message.at).toDateString();

function belongTogether({ message: a }: WireEntry, { message: b }: WireEntry): boolean {
  return (
    a.from.kind === b.from.kind &&
    a.from.id === b.from.id &&
    Date.parse(b.at) - Date.parse(a.at) < TOGETHER_MS
  );
}
