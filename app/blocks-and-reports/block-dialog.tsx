'use client';

import { useTranslations } from 'next-intl';
import { ProblemLine } from '../connection/problem-line';
import { Dialog } from '../ui/dialog';
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
      <ul className="list-disc space-y-1.5 pl-5 text-soft">
        {EFFECTS.map((effect) => (
          <li key={effect}>{t(`effects.${effect}`)}</li>
        ))}
      </ul>
      {problem !== null && problem !== 'lost' && problem.code === 'conflict' ? (
        <p role="alert" className="pt-3 text-bad text-sm">
          {t('tooMany')}
        </p>
      ) : (
        <ProblemLine problem={problem} className="pt-3" />
      )}
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <button type="button" className="button" onClick={onClose}>
          {t('cancel')}
        </button>
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
      </div>
    </>
  );
}
