'use client';

import { useEffect, useState } from 'react';
import type { Ask } from '@/clients/connection/request';
import type { WireRoomBot } from '@/protocol/bots';
import { useClient } from '../../connection/client-provider';

/** A bot may get other commands meanwhile. */
const KEPT_MS = 60_000;
const NONE: readonly WireRoomBot[] = [];

interface Listed {
  at: number;
  bots: Promise<readonly WireRoomBot[]>;
}
/** What was listed last, by conversation id. */
const listed = new Map<string, Listed>();

function list(ask: Ask, conversation: string): Promise<readonly WireRoomBot[]> {
  const known = listed.get(conversation);
  if (known && Date.now() - known.at < KEPT_MS) return known.bots;
  const bots = ask('list_bots', { conversation }).then(
    (answer) => answer.bots,
    () => {
      // Without an answer there are no suggestions; the next time it is asked again.
      listed.delete(conversation);
      return NONE;
    },
  );
  listed.set(conversation, { at: Date.now(), bots });
  return bots;
}

/** Returns the bots that hear commands in a conversation, once `needed` is true; none until they are known. */
export function useRoomBots(conversation: string | undefined, needed: boolean): readonly WireRoomBot[] {
  const { ask } = useClient();
  const [known, setKnown] = useState<{ id: string; bots: readonly WireRoomBot[] } | null>(null);
  useEffect(() => {
    if (!needed || conversation === undefined) return;
    let over = false;
    void list(ask, conversation).then((bots) => !over && setKnown({ id: conversation, bots }));
    return () => {
      over = true;
    };
  }, [ask, conversation, needed]);
  return known && known.id === conversation ? known.bots : NONE;
}
