'use client';

import { useTranslations } from 'next-intl';
import { Dialog, DialogButtons } from '../ui/dialog';
import { ProblemLine } from '../ui/problem-line';
import type { Person } from './open-dialog';
import { useBlock } from './use-block';

interface Props {
  person: Person | null;
  onClose: () => void;
}

/** Shows what a block does and asks for confirmation. */
export function BlockDialog({ person, onClose }: Props) {
  const t = useTranslations('safety');
  return (
    <Dialog open={person !== null} onClose={onClose} title={t('blockTitle', { name: person?.name ?? '' })}>
      {person && <Effects person={person} onClose={onClose} />}
    </Dialog>
  );
}

const EFFECTS = ['write', 'near', 'folded', 'untold'] as const;

function Effects({ person, onClose }: { person: Person; onClose: () => void }) {
  const t = useTranslations('safety');
  const { block, busy, problem } = useBlock();
  return (
    <>
      <ul className="list-disc space-y-1.5 ps-5 text-soft">
        {EFFECTS.map((effect) => (
          <li key={effect}>{t(`effects.${effect}`)}</li>
        ))}
      </ul>
      <ProblemLine problem={problem} texts={{ conflict: t('tooMany') }} className="pt-3" />
      <DialogButtons cancel={t('cancel')} onCancel={onClose} className="mt-4">
        <button
          type="button"
          disabled={busy}
          className="button button-danger"
          onClick={async () => {
            if (await block(person.id, true)) onClose();
          }}
        >
          {t('block')}
        </button>
      </DialogButtons>
    </>
  );
}
