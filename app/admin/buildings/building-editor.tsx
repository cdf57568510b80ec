'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import type { Building, Places } from '../../places/places';
import { Field } from '../../ui/field';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { type Draft, idFor, MAX_RADIUS, shapeOf } from './draft';
import { FaultText } from './fault-text';
import type { Drawing } from './use-draft';
import { useRefreshedEnd } from './use-refreshed-end';

const KINDS = ['outline', 'circle', 'none'] as const satisfies Draft['kind'][];

/** How many other ids are tried for a new building. */
const MAX_RETRIES = 9;

interface Props {
  /** Null for a new building. */
  building: Building | null;
  campus: string | null;
  places: Places;
  drawing: Drawing;
  /** Called when it is over; with what was saved and its id, or without when it was cancelled. */
  onEnd: (text?: string, id?: string) => void;
}

/** Shows the form of a building, whose boundary is drawn on the map beside it. */
export function BuildingEditor({ building, campus, places, drawing, onEnd }: Props) {
  const t = useTranslations('adminPlaces');
  const m = useTranslations('map');
  const [name, setName] = useState(building?.name ?? '');
  const [onCampus, setOnCampus] = useState(campus);
  const [pending, start] = useTransition();
  const end = useRefreshedEnd(start, onEnd);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { draft } = drawing;
  const shape = shapeOf(draft);
  const ids = new Set(places.buildings.map((each) => each.id));
  const id = building?.id ?? idFor(name, ids);

  function save(event: FormEvent) {
    event.preventDefault();
    if (shape === undefined) return;
    setProblem(null);
    const body = { name: name.trim(), campus: onCampus, shape };
    start(async () => {
      let saved = id;
      let answer = building
        ? await post(`/api/v1/admin/buildings/${id}`, body)
        : await post('/api/v1/admin/buildings', { id, ...body });
      // A removed building keeps its id, and this page does not know it.
      for (const refused = new Set(ids); !building && refused.size < ids.size + MAX_RETRIES; ) {
        if (answer.ok || answer.code !== 'conflict') break;
        refused.add(saved);
        saved = idFor(name, refused);
        answer = await post('/api/v1/admin/buildings', { id: saved, ...body });
      }
      if (!answer.ok) return setProblem(answer);
      end(t('saved', { name: body.name }), saved);
    });
  }

  return (
    <form className="card flex flex-col gap-4 p-4" onSubmit={save}>
      <h2 className="font-display text-title">
        {building ? t('editTitle', { name: building.name }) : t('addTitle')}
      </h2>
      <Field
        label={t('name')}
        value={name}
        required
        maxLength={120}
        autoComplete="off"
        hint={building || name.trim() === '' ? undefined : t('id', { id })}
        onChange={(event) => setName(event.target.value)}
      />
      <label className="text-sm">
        {t('campus')}
        <select
          className="field mt-1"
          value={onCampus ?? ''}
          onChange={(event) => setOnCampus(event.target.value === '' ? null : event.target.value)}
        >
          {places.campuses.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
          <option value="">{m('noCampus')}</option>
        </select>
      </label>
      <fieldset>
        <legend className="mb-1 text-sm">{t('boundary')}</legend>
        <div className="grid grid-cols-3 gap-1 rounded-full bg-sunk p-1">
          {KINDS.map((kind) => (
            <label key={kind} className="segment">
              <input
                type="radio"
                name="kind"
                checked={draft.kind === kind}
                onChange={() => drawing.begin(kind, centreOf(building))}
              />
              {t(`kinds.${kind}`)}
            </label>
          ))}
        </div>
      </fieldset>
      {draft.kind === 'circle' && (
        <Field
          label={t('radius')}
          type="number"
          inputMode="numeric"
          min={1}
          max={MAX_RADIUS}
          step="any"
          value={String(draft.radius)}
          onChange={(event) => {
            const metres = event.target.valueAsNumber;
            if (metres > 0 && metres <= MAX_RADIUS) drawing.setRadius(metres);
          }}
        />
      )}
      {draft.kind !== 'point' && <p className="text-soft text-sm">{t(`kindTexts.${draft.kind}`)}</p>}
      {problem?.code === 'bad_request' ? (
        <FaultText problem={problem} />
      ) : (
        <ProblemLine problem={problem} texts={{ not_found: t('gone'), conflict: t('taken') }} />
      )}
      <div className="flex gap-2">
        <button type="button" className="button flex-1" onClick={() => onEnd()}>
          {t('cancel')}
        </button>
        <button
          type="submit"
          className="button button-primary flex-1"
          disabled={pending || shape === undefined || name.trim() === ''}
        >
          {t('save')}
        </button>
      </div>
    </form>
  );
}

function centreOf(building: Building | null) {
  if (!building || building.latitude === null || building.longitude === null) return null;
  return { latitude: building.latitude, longitude: building.longitude };
}
