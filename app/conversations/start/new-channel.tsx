'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useClient } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { byCampus } from '../../places/places';
import { usePlaces } from '../../places/use-places';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { ProblemLine } from '../../ui/problem-line';
import type { NewConversationProps } from './new-message';

/** Shows the dialog that creates a channel. */
export function NewChannel({ open, onClose, onOpened }: NewConversationProps) {
  const t = useTranslations('newChannel');
  return (
    <Dialog open={open} onClose={onClose} title={t('title')}>
      <ChannelForm onClose={onClose} onOpened={onOpened} />
    </Dialog>
  );
}

/** Mounted anew each time that the dialog opens. */
function ChannelForm({ onClose, onOpened }: Omit<NewConversationProps, 'open'>) {
  const t = useTranslations('newChannel');
  const { ask, dispatch } = useClient();
  const [title, setTitle] = useState('');
  const [topic, setTopic] = useState('');
  const [building, setBuilding] = useState('');
  const [open, setOpen] = useState(true);
  const { problem, attempt } = useAttempt();
  const id = useId();
  const nameTaken = problem?.code === 'conflict';

  async function create() {
    const answer = await attempt(
      ask('create_conversation', {
        kind: 'channel',
        title: title.trim(),
        public: open,
        ...(topic.trim() !== '' && { topic: topic.trim() }),
        ...(building !== '' && { building }),
      }),
    );
    if (!answer) return;
    dispatch({ type: 'conversation', conversation: answer.conversation });
    onOpened({ of: 'conversation', id: answer.conversation.id });
  }

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <label>
        <span className="font-medium text-sm">{t('name')}</span>
        <input
          required
          value={title}
          maxLength={60}
          aria-invalid={nameTaken}
          aria-describedby={nameTaken ? `${id}-taken` : undefined}
          className="field mt-1"
          onChange={(event) => setTitle(event.target.value)}
        />
        {nameTaken && (
          <span id={`${id}-taken`} className="text-bad text-sm">
            {t('taken')}
          </span>
        )}
      </label>
      <label>
        <span className="font-medium text-sm">{t('topic')}</span>
        <input
          value={topic}
          maxLength={120}
          className="field mt-1"
          onChange={(event) => setTopic(event.target.value)}
        />
      </label>
      <BuildingField value={building} onChange={setBuilding} />
      <fieldset>
        <legend className="pb-1 font-medium text-sm">{t('who')}</legend>
        <div className="flex flex-col gap-1">
          {([true, false] as const).map((value) => (
            <label
              key={String(value)}
              className="flex min-h-11 items-start gap-3 rounded-xl px-2 py-2 hover:bg-sunk"
            >
              <input
                type="radio"
                name={id}
                checked={open === value}
                className="mt-0.5 size-5 flex-none accent-accent"
                onChange={() => setOpen(value)}
              />
              <span>
                <span className="block font-medium">{t(value ? 'public' : 'private')}</span>
                <span className="block text-soft text-sm">{t(value ? 'publicText' : 'privateText')}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {!nameTaken && <ProblemLine problem={problem} />}
      <DialogButtons cancel={t('cancel')} onCancel={onClose}>
        <button type="submit" className="button button-primary" disabled={title.trim() === ''}>
          {t('create')}
        </button>
      </DialogButtons>
    </form>
  );
}

/** Shows the choice of the building to which the channel belongs; nothing until the buildings are known. */
function BuildingField({ value, onChange }: { value: string; onChange: (building: string) => void }) {
  const t = useTranslations('newChannel');
  const locale = useLocale();
  const { places } = usePlaces();
  const groups = places ? byCampus(places, locale) : [];
  if (groups.length === 0) return null;
  const options = (buildings: (typeof groups)[number]['buildings']) =>
    buildings.map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ));
  return (
    <label>
      <span className="font-medium text-sm">{t('building')}</span>
      <select value={value} className="field mt-1" onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('noBuilding')}</option>
        {groups.map(({ campus, buildings }) =>
          campus ? (
            <optgroup key={campus.id} label={campus.name}>
              {options(buildings)}
            </optgroup>
          ) : (
            options(buildings)
          ),
        )}
      </select>
    </label>
  );
}
