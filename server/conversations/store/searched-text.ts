import type { WireAttachment } from '@/protocol/messages';

/** Returns what a search finds a message by: its text, and the names and descriptions of its attachments. */
export function searchedText({
  text,
  attachments,
}: {
  text: string;
  attachments: WireAttachment[] | null;
}): string {
  const shown = (attachments ?? []).flatMap((each) => [
    each.kind === 'file' ? each.name : '',
    each.description ?? '',
  ]);
  return [text, ...shown].filter(Boolean).join('\n');
}
