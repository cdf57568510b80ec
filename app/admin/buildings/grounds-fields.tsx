'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../../ui/field';
import { CheckIcon, TrashIcon, ZoomInIcon } from '../../ui/later-icons';
import { GROUND_KINDS } from './grounds-draft';
import type { CampusDraft } from './use-campus-draft';

/** Metres of the widest path. */
const MAX_WIDTH = 100;
/** Degrees. */
const LARGEST = { latitude: 90, longitude: 180 } as const;

/** Shows where the map of a campus begins, the pieces of its grounds, and the one that is being drawn. */
export function GroundsFields({ draft }: { draft: CampusDraft }) {
  const t = useTranslations('adminPlaces.campuses');
  const { grounds, piece } = draft;
  return (
    <>
      <div className="flex items-center gap-3">
        <p className="min-w-0 flex-1 text-sm">
          {t('start')}
          <span className="block text-soft">{t(draft.start ? 'startChosen' : 'startByBuildings')}</span>
        </p>
        <button type="button" className="chip" onClick={draft.editStart}>
          {t('choose')}
        </button>
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm">{t('grounds')}</legend>
        <div className="flex flex-wrap gap-1.5">
          {GROUND_KINDS.map((kind) => (
            <button
              key={kind}
              type="button"
              className="chip"
              aria-label={t('add', { kind: t(`kinds.${kind}`) })}
              onClick={() => draft.add(kind)}
            >
              <ZoomInIcon size={15} /> {t(`kinds.${kind}`)}
            </button>
          ))}
        </div>
        {piece && <DrawnPiece draft={draft} />}
        {!piece && grounds.length > 0 && <p className="text-soft text-sm">{t('press')}</p>}
        {GROUND_KINDS.map((kind) => {
          const found = [...grounds.keys()].filter((at) => grounds[at]?.kind === kind);
          if (found.length === 0) return null;
          return (
            <details key={kind} className="text-sm">
              <summary className="min-h-11 py-2.5">{t(`counts.${kind}`, { count: found.length })}</summary>
              <ul className="flex flex-wrap gap-1.5">
                {found.map((at, n) => (
                  <li key={at}>
                    <button
                      type="button"
                      className="chip tabular-nums"
                      aria-pressed={piece?.of === 'grounds' && piece.at === at}
                      aria-label={t('edit', { kind: t(`kinds.${kind}`), number: n + 1 })}
                      onClick={() => draft.edit(at)}
                    >
                      {n + 1}
                    </button>
                  </li>
                ))}
              </ul>
            </details>
          );
        })}
      </fieldset>
    </>
  );
}

/** Shows the piece that is being drawn: what it is, the width of a path, and the ends of the drawing. */
function DrawnPiece({ draft }: { draft: CampusDraft }) {
  const t = useTranslations('adminPlaces.campuses');
  const { piece, point, close, remove, setWidth, setPoint } = draft;
  if (!piece) return null;
  const name = piece.of === 'start' ? t('start') : t(`kinds.${piece.kind}`);
  return (
    <section aria-label={name} className="flex flex-col gap-2 rounded-control bg-tint p-3">
      <p className="font-medium">{name}</p>
      {piece.of === 'grounds' && piece.kind === 'path' && (
        <Field
          label={t('width')}
          type="number"
          inputMode="decimal"
          min={0.5}
          max={MAX_WIDTH}
          step="any"
          value={piece.width === undefined ? '' : String(piece.width)}
          onChange={({ target: { valueAsNumber: metres } }) =>
            setWidth(metres > 0 && metres <= MAX_WIDTH ? metres : undefined)
          }
        />
      )}
      {piece.of === 'start' && (
        // A campus far away is not on the map yet.
        <div className="grid grid-cols-2 gap-2">
          {(['latitude', 'longitude'] as const).map((which) => (
            <Field
              key={which}
              label={t(which)}
              type="number"
              inputMode="decimal"
              min={-LARGEST[which]}
              max={LARGEST[which]}
              step="any"
              value={point ? String(point[which]) : ''}
              onChange={({ target: { valueAsNumber: degrees } }) => {
                const { latitude = 0, longitude = 0 } = point ?? {};
                if (Math.abs(degrees) <= LARGEST[which]) setPoint({ latitude, longitude, [which]: degrees });
              }}
            />
          ))}
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        <button type="button" className="chip" onClick={close}>
          <CheckIcon size={16} /> {t('done')}
        </button>
        <button type="button" className="chip" onClick={remove}>
          <TrashIcon size={16} /> {t('removePiece')}
        </button>
      </div>
    </section>
  );
}
