'use client';

import { BlockDialog } from './block-dialog';
import { BlockedPeople } from './blocked-people';
import { ReportDialog } from './report-dialog';
import type { Asked } from './safety';

interface Props {
  asked: Asked | null;
  onAsked: (asked: Asked | null) => void;
}

/** One dialog for each thing that can be asked; they begin anew each time. */
export function SafetyDialogs({ asked, onAsked }: Props) {
  const close = () => onAsked(null);
  return (
    <>
      <BlockDialog person={asked?.what === 'block' ? asked.person : null} onClose={close} />
      <ReportDialog
        reported={asked?.what === 'report' ? asked : null}
        onClose={close}
        onBlock={(person) => onAsked({ what: 'block', person })}
      />
      <BlockedPeople open={asked?.what === 'list'} onClose={close} />
    </>
  );
}
