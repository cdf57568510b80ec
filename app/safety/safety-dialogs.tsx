'use client';

import type { Dispatch, SetStateAction } from 'react';
import { BlockDialog } from './block-dialog';
import { BlockedPeople } from './blocked-people';
import type { OpenDialog } from './open-dialog';
import { ReportDialog } from './report-dialog';

interface Props {
  dialog: OpenDialog | null;
  onDialog: Dispatch<SetStateAction<OpenDialog | null>>;
}

/** Shows the dialogs to block, to report, and to list blocked people. Each starts empty when it opens. */
export function SafetyDialogs({ dialog, onDialog }: Props) {
  // A dialog reports its closing late, when the next dialog may already be open.
  const close = (kind: OpenDialog['kind']) => () => onDialog((now) => (now?.kind === kind ? null : now));
  return (
    <>
      <BlockDialog person={dialog?.kind === 'block' ? dialog.person : null} onClose={close('block')} />
      <ReportDialog
        reported={dialog?.kind === 'report' ? dialog : null}
        onClose={close('report')}
        onBlock={(person) => onDialog({ kind: 'block', person })}
      />
      <BlockedPeople open={dialog?.kind === 'list'} onClose={close('list')} />
    </>
  );
}
