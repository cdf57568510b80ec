'use client';

import { BrowseChannels } from './browse-channels';
import { NewChannel } from './new-channel';
import { NewMessage, type NewProps } from './new-message';

/** What somebody wants to begin. */
export type Beginning = 'message' | 'channel' | 'browse';

interface Props extends Omit<NewProps, 'open'> {
  what: Beginning | null;
  onWhat: (what: Beginning) => void;
}

/** The ways to begin a conversation. */
export function Dialogs({ what, onWhat, ...props }: Props) {
  return (
    <>
      <NewMessage open={what === 'message'} {...props} />
      <NewChannel open={what === 'channel'} {...props} />
      <BrowseChannels open={what === 'browse'} onNew={() => onWhat('channel')} {...props} />
    </>
  );
}
