/** A reference to an entry of a conversation. */
export interface EntryRef {
  conversationId: string;
  seq: number;
}

/** Returns a reference as a text, for keys of maps. */
export const entryRefKey = ({ conversationId, seq }: EntryRef) => `${conversationId}:${seq}`;
