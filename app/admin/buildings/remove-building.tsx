'use client';

import { useTranslations } from 'next-intl';
import type { WireBuildingUse } from '@/protocol/place-changes';
import type { Building } from '../../places/places';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { remove } from '../../ui/post';
import { ProblemLine } from '../../ui/problem-line';
import { useChange } from '../use-change';

interface Props {
  building: Building;
  /** What refers to the building; null while unknown. */
  use: WireBuildingUse | null;
  onRemoved: (text: string) => void;
}

/** Shows the button and the dialog that remove a building, which says before what that means. */
export function RemoveBuilding({ building: { id, name }, use, onRemoved }: Props) {
  const t = useTranslations('adminPlaces.remove');
  const { open, show, close, pending, problem, change } = useChange();
  const consequences =
    use &&
    [
      use.people > 0 && t('people', { count: use.people }),
      use.bots.length > 0 && t('bots', { count: use.bots.length, bots: use.bots.join(', ') }),
      use.channels > 0 && t('channels', { count: use.channels }),
      use.messages > 0 && t('messages', { count: use.messages }),
    ].filter((text) => text !== false);
  return (
    <>
      <button type="button" className="button button-bad" onClick={show}>
        {t('open')}
      </button>
      <Dialog open={open} onClose={close} title={t('title', { name })}>
        <p>{t('text')}</p>
        {consequences && consequences.length > 0 && (
          <ul className="mt-2 list-disc ps-5">
            {consequences.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
        <p className="mt-2 text-soft text-sm">{t('undo')}</p>
        <ProblemLine problem={problem} className="mt-2" />
        <DialogButtons cancel={t('cancel')} onCancel={close} className="mt-4">
          <button
            type="button"
            className="button button-danger"
            disabled={pending}
            onClick={() =>
              change(async () => {
                const answer = await remove(`/api/v1/admin/buildings/${id}`);
                if (answer.ok) onRemoved(t('done', { name }));
                return answer;
              })
            }
          >
            {t('confirm')}
          </button>
        </DialogButtons>
      </Dialog>
    </>
  );
}
