'use client';

import { useTranslations } from 'next-intl';
import { CheckIcon, StepBackIcon, TrashIcon } from '../../ui/later-icons';
import type { Drawing } from './use-draft';

/** Shows over the map what a press on it does now, and the actions of the drawing. */
export function DrawBar({ drawing }: { drawing: Drawing }) {
  const t = useTranslations('adminPlaces.draw');
  const { draft, corner } = drawing;
  if (draft.kind === 'none') return null;
  const hint = drawing.drawing
    ? draft.kind === 'circle'
      ? t('pressCentre')
      : t('pressCorners')
    : draft.kind === 'circle'
      ? t('moveCircle')
      : t('moveCorners');
  return (
    <div
      data-over-map
      className="floating absolute inset-x-3 top-3 z-[1000] flex flex-col gap-2 p-3 text-sm sm:inset-e-auto sm:max-w-sm"
    >
      <p role="status">{hint}</p>
      <div className="flex flex-wrap gap-2 empty:hidden">
        {drawing.canClose && (
          <button type="button" className="chip" onClick={drawing.close}>
            <CheckIcon size={16} /> {t('close')}
          </button>
        )}
        {corner && draft.kind === 'outline' && (
          <button type="button" className="chip" onClick={() => drawing.removeCorner(corner)}>
            <TrashIcon size={16} /> {t('remove')}
          </button>
        )}
        {drawing.canStepBack && (
          <button type="button" className="chip" onClick={drawing.stepBack}>
            <StepBackIcon size={16} /> {t('stepBack')}
          </button>
        )}
      </div>
    </div>
  );
}
