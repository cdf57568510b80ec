'use client';

import { BrowseChannels } from './browse-channels';
import { NewChannel } from './new-channel';
import { type NewConversationProps, NewMessage } from './new-message';

/** What somebody wants to begin. */
export type NewConversationDialog = 'message' | 'channel' | 'browse';

interface Props extends Omit<NewConversationProps, 'open'> {
  what: NewConversationDialog | null;
  onWhat: (what: NewConversationDialog) => void;
}

/** The ways to begin a conversation. */
export function NewConversationDialogs({ what, onWhat, ...props }: Props) {
  return (
    <>
      <NewMessage open={what === 'message'} {...props} />
      <NewChannel open={what === 'channel'} {...props} />
      <BrowseChannels open={what === 'browse'} onNew={() => onWhat('channel')} {...props} />
    </>
  );
}
