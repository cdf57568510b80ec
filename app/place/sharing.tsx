'use client';

import { useTranslations } from 'next-intl';
import { useQuadState } from '../main/quad';
import { Dialog } from '../ui/dialog';
import { Switch } from '../ui/switch';

/** The switch. Before it is ever on, `onAsk` explains. */
export function SharingSwitch({ onAsk, onStop }: { onAsk: () => void; onStop: () => void }) {
  const t = useTranslations('sharing');
  const sharing = useQuadState((state) => state.place?.sharing ?? false);
  const ready = useQuadState((state) => state.link.state === 'ready');
  return (
    <Switch
      label={t('switch')}
      hint={sharing ? t('on') : t('off')}
      on={sharing}
      disabled={!ready}
      onClick={sharing ? onStop : onAsk}
      className="mt-3 border-line border-t pt-3"
    />
  );
}

interface Props {
  open: boolean;
  onClose: () => void;
  onFollow: () => void;
  onPick: () => void;
}

/** What is shared, who sees it, for how long; and the ways to begin. */
export function SharingDialog({ open, onClose, onFollow, onPick }: Props) {
  const t = useTranslations('sharing');
  return (
    <Dialog open={open} onClose={onClose} title={t('title')}>
      <dl className="flex flex-col gap-3">
        {(['what', 'who', 'long'] as const).map((part) => (
          <div key={part}>
            <dt className="font-semibold text-sm">{t(`${part}.question`)}</dt>
            <dd className="text-soft">{t(`${part}.answer`)}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-5 flex flex-col gap-2">
        <button type="button" className="button button-primary" onClick={onFollow}>
          {t('follow')}
        </button>
        <button type="button" className="button" onClick={onPick}>
          {t('pick')}
        </button>
        <button type="button" className="button button-quiet" onClick={onClose}>
          {t('notNow')}
        </button>
      </div>
      <p className="mt-3 text-soft text-sm">{t('without')}</p>
    </Dialog>
  );
}
