'use client';

import type { Dispatch, SetStateAction } from 'react';
import { BlockDialog } from './block-dialog';
import { BlockedPeople } from './blocked-people';
import type { OpenDialog } from './open-dialog';
import { ReportDialog } from './report-dialog';

interface Props {
  asked: OpenDialog | null;
  onAsked: Dispatch<SetStateAction<OpenDialog | null>>;
}

/** Shows the dialogs to block, to report, and to list blocked people. Each starts empty when it opens. */
export function SafetyDialogs({ asked, onAsked }: Props) {
  // A dialog reports its closing late, when the next dialog may already be open.
  const close = (dialog: OpenDialog['dialog']) => () =>
    onAsked((now) => (now?.dialog === dialog ? null : now));
  return (
    <>
      <BlockDialog person={asked?.dialog === 'block' ? asked.person : null} onClose={close('block')} />
      <ReportDialog
        reported={asked?.dialog === 'report' ? asked : null}
        onClose={close('report')}
        onBlock={(person) => onAsked({ dialog: 'block', person })}
      />
      <BlockedPeople open={asked?.dialog === 'list'} onClose={close('list')} />
    </>
  );
}
