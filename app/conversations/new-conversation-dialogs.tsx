'use client';

import { BrowseChannels } from './start/browse-channels';
import { NewChannel } from './start/new-channel';
import { type NewConversationProps, NewMessage } from './start/new-message';

/** The dialog that is open. */
export type NewConversationDialog = 'message' | 'channel' | 'browse';

interface Props extends Omit<NewConversationProps, 'open'> {
  dialog: NewConversationDialog | null;
  onDialog: (dialog: NewConversationDialog) => void;
}

/** Shows the dialogs that start a conversation. */
export function NewConversationDialogs({ dialog, onDialog, ...props }: Props) {
  return (
    <>
      <NewMessage open={dialog === 'message'} {...props} />
      <NewChannel open={dialog === 'channel'} {...props} />
      <BrowseChannels open={dialog === 'browse'} onNew={() => onDialog('channel')} {...props} />
    </>
  );
}
