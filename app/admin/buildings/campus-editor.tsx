'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import type { Campus, Places } from '../../places/places';
import { Field } from '../../ui/field';
import { type Posted, post, remove } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { idFor } from './draft';
import { FaultText } from './fault-text';
import { GroundsFields } from './grounds-fields';
import type { CampusDraft } from './use-campus-draft';
import { useRefreshedEnd } from './use-refreshed-end';

interface Props {
  /** Null for a new campus. */
  campus: Campus | null;
  places: Places;
  draft: CampusDraft;
  /** Called when it is over; with what was done, or without when it was cancelled. */
  onEnd: (text?: string) => void;
}

/** Shows the form of a campus, whose grounds are drawn on the map beside it. */
export function CampusEditor({ campus, places, draft, onEnd }: Props) {
  const t = useTranslations('adminPlaces');
  const c = useTranslations('adminPlaces.campuses');
  const [name, setName] = useState(campus?.name ?? '');
  const [pending, begin] = useTransition();
  const end = useRefreshedEnd(begin, onEnd);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isEmpty = campus !== null && !places.buildings.some(({ campusId }) => campusId === campus.id);

  function run(work: () => Promise<Posted>, done: string) {
    setProblem(null);
    begin(async () => {
      const answer = await work();
      if (!answer.ok) return setProblem(answer);
      end(done);
    });
  }

  function save(event: FormEvent) {
    event.preventDefault();
    const { grounds, start } = draft.settled();
    const body = {
      name: name.trim(),
      latitude: start?.latitude ?? null,
      longitude: start?.longitude ?? null,
      grounds: [...grounds],
    };
    const save = () =>
      campus
        ? post(`/api/v1/admin/campuses/${campus.id}`, body)
        : post('/api/v1/admin/campuses', {
            id: idFor(name, new Set(places.campuses.map(({ id }) => id))),
            ...body,
          });
    run(save, t('saved', { name: body.name }));
  }

  return (
    <form className="card flex flex-col gap-4 p-4" onSubmit={save}>
      <h2 className="font-display text-title">
        {campus ? t('editTitle', { name: campus.name }) : c('addTitle')}
      </h2>
      <Field
        label={t('name')}
        value={name}
        required
        maxLength={120}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      <GroundsFields draft={draft} />
      {problem?.code === 'bad_request' ? (
        <FaultText problem={problem} />
      ) : (
        <ProblemLine
          problem={problem}
          texts={{ conflict: c(campus ? 'hasBuildings' : 'taken'), not_found: c('gone') }}
        />
      )}
      <div className="flex gap-2">
        <button type="button" className="button flex-1" onClick={() => onEnd()}>
          {t('cancel')}
        </button>
        <button
          type="submit"
          className="button button-primary flex-1"
          disabled={pending || name.trim() === ''}
        >
          {t('save')}
        </button>
      </div>
      {campus && isEmpty && (
        <button
          type="button"
          className="button button-bad"
          disabled={pending}
          onClick={() =>
            run(() => remove(`/api/v1/admin/campuses/${campus.id}`), t('remove.done', { name: campus.name }))
          }
        >
          {c('remove')}
        </button>
      )}
    </form>
  );
}
