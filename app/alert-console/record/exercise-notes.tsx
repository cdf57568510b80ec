'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import type { WireAlertReport } from '@/protocol/alert-reports';
import { DateTime } from '../../ui/date-time';
import { NoteField } from '../../ui/field';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { Switch } from '../../ui/switch';
import { useDesk } from '../desk-provider';

interface Props {
  id: string;
  notes: WireAlertReport['exercise'];
}

/** Shows the form for what the yearly record of tests needs of an exercise or a test. */
export function ExerciseNotes({ id, notes }: Props) {
  const t = useTranslations('alertConsole.exercises');
  const { has } = useDesk();
  const [description, setDescription] = useState(notes?.description ?? '');
  const [followUp, setFollowUp] = useState(notes?.followUp ?? '');
  const [announced, setAnnounced] = useState(notes?.announced ?? false);
  const [publicised, setPublicised] = useState(notes?.publicised ?? false);
  const [saved, setSaved] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!has('drafter', 'approver')) return notes && <p className="card p-4">{notes.description}</p>;

  async function save(event: FormEvent) {
    event.preventDefault();
    const answer = await post(`/api/v1/alerts/${id}/exercise-record`, {
      description: description.trim(),
      ...(followUp.trim() !== '' && { followUp: followUp.trim() }),
      announced,
      publicised,
    });
    setProblem(answer.ok ? null : answer);
    setSaved(answer.ok);
  }
  return (
    <form aria-label={t('notes')} className="card grid gap-3 p-4" onSubmit={save}>
      <h2 className="font-display text-title">{t('notes')}</h2>
      {notes && (
        <p className="text-soft text-sm">
          {notes.by?.name} · <DateTime at={notes.at} to="minute" />
        </p>
      )}
      <NoteField label={t('description')} value={description} onChange={setDescription} />
      <NoteField label={t('followUp')} value={followUp} onChange={setFollowUp} />
      <Switch
        label={t('announced')}
        hint={t('announcedHint')}
        on={announced}
        onClick={() => setAnnounced(!announced)}
      />
      <Switch
        label={t('publicised')}
        hint={t('publicisedHint')}
        on={publicised}
        onClick={() => setPublicised(!publicised)}
      />
      <ProblemLine problem={problem} />
      <p role="status" className="text-accent text-sm empty:hidden">
        {saved && t('saved')}
      </p>
      <button
        type="submit"
        className="button button-primary justify-self-start"
        disabled={description.trim() === ''}
      >
        {t('save')}
      </button>
    </form>
  );
}
