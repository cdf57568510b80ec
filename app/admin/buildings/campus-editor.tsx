'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useRef, useState, useTransition } from 'react';
import type { Campus, Places } from '../../places/places';
import { Field } from '../../ui/field';
import { type Posted, post, remove } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { idFor } from './draft';
import { FaultText } from './fault-text';
import { GroundsFields } from './grounds-fields';
import type { CampusDraft } from './use-campus-draft';

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
  const router = useRouter();
  const [name, setName] = useState(campus?.name ?? '');
  const [pending, begin] = useTransition();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [end, setEnd] = useState<string | null>(null);
  const latestOnEnd = useRef(onEnd);
  latestOnEnd.current = onEnd;
  const isEmpty = campus !== null && !places.buildings.some(({ campusId }) => campusId === campus.id);

  function run(work: () => Promise<Posted>, done: string) {
    setProblem(null);
    begin(async () => {
      const answer = await work();
      if (!answer.ok) return setProblem(answer);
      // Ends with the refreshed page: editing the campus again must begin with what was saved.
      begin(() => {
        router.refresh();
        setEnd(done);
      });
    });
  }
  useEffect(() => {
    if (end !== null) latestOnEnd.current(end);
  }, [end]);

  function save(event: FormEvent) {
    event.preventDefault();
    const id = campus?.id ?? idFor(name, new Set(places.campuses.map((each) => each.id)));
    const { grounds, start } = draft.settled();
    const body = {
      name: name.trim(),
      latitude: start?.latitude ?? null,
      longitude: start?.longitude ?? null,
      grounds: [...grounds],
    };
    run(() => post(`/api/v1/admin/campuses/${id}`, body), t('saved', { name: body.name }));
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
        <ProblemLine problem={problem} texts={{ conflict: c('hasBuildings'), not_found: c('gone') }} />
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
