'use client';

import { useTranslations } from 'next-intl';
import { CheckIcon, StepBackIcon, TrashIcon } from '../../ui/later-icons';
import type { Draft } from './draft';
import type { Drawing } from './use-draft';

/** Shows over the map what a press on it does now, and the actions of the drawing. */
export function DrawBar({ drawing }: { drawing: Drawing }) {
  const t = useTranslations('adminPlaces.draw');
  const { draft, corner } = drawing;
  if (draft.kind === 'none') return null;
  const isLine = draft.kind === 'outline' && draft.open;
  return (
    <div
      data-over-map
      className="floating absolute inset-x-3 top-3 z-[1000] flex flex-col gap-2 p-3 text-sm sm:inset-e-auto sm:max-w-sm"
    >
      <p role="status">{t(hintOf(draft, drawing.drawing))}</p>
      <div className="flex flex-wrap gap-2 empty:hidden">
        {drawing.canClose && (
          <button type="button" className="chip" onClick={drawing.close}>
            <CheckIcon size={16} /> {t(isLine ? 'closeLine' : 'close')}
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

/** Returns the key of the text that says what a press on the map does. */
function hintOf(draft: Draft, drawing: boolean) {
  if (draft.kind === 'point') return drawing ? 'pressPoint' : 'movePoint';
  if (draft.kind === 'circle') return drawing ? 'pressCentre' : 'moveCircle';
  if (draft.kind === 'outline' && draft.open && drawing) return 'pressLine';
  return drawing ? 'pressCorners' : 'moveCorners';
}
