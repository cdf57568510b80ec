import type { CapMessage } from '@/server/alerts/cap/message';

export type OwnFaultCode = 'note_missing' | 'expires_missing' | 'texts_equal';

/** A message that others may send and Quad must not, because CAP recommends against it; `path` names the element. */
class OwnFault extends Error {
  constructor(
    readonly code: OwnFaultCode,
    readonly path: string,
  ) {
    super(`${code} at ${path}`);
  }
}

/** Throws an OwnFault for a message that Quad must not send. */
export function checkOwnMessage({ status, msgType, note, infos }: CapMessage): void {
  if ((status !== 'Actual' || msgType === 'Error') && !note?.trim())
    throw new OwnFault('note_missing', '/alert/note');
  for (const [n, info] of infos.entries()) {
    if (info.expires === null) throw new OwnFault('expires_missing', `/alert/info[${n + 1}]/expires`);
    const same = infos.findIndex(
      (other) => other.headline === info.headline && other.description === info.description,
    );
    if (same < n) throw new OwnFault('texts_equal', `/alert/info[${n + 1}]/headline`);
  }
}
