import type { Quoted } from '@/clients/connection/browser-storage';
import type { WireEntry } from '@/protocol/messages';
import { shownText } from '@/texts/read';

const MAX_CHARACTERS = 200;

/** Returns what a draft stores of the message that it answers. */
export function quotedFrom({ seq, message }: WireEntry): Quoted {
  const text = [...shownText(message.text, message.mentions)].slice(0, MAX_CHARACTERS).join('');
  const attachments = message.attachments?.map(({ kind }) => ({ kind }));
  return { id: message.id, seq, name: message.from.name, text, ...(attachments && { attachments }) };
}
