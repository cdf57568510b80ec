'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { WirePlaceOfBot } from '@/protocol/bots';
import { errorKey } from '../../ui/error-key';
import { post, remove } from '../../ui/post';
import { useForm } from '../../ui/use-form';

interface Choice {
  id: string;
  name: string;
}

interface Props {
  botId: string;
  /** The conversations that the bot is in, with that of its building. */
  places: readonly WirePlaceOfBot[];
  building: Choice;
  /** Where the user may let the bot in: buildings for administrators, and groups and channels that the user owns. */
  buildings: readonly Choice[];
  conversations: readonly Choice[];
}

/** Shows where a bot hears and sends, and the form that lets it in elsewhere. */
export function Places({ botId, places, building, buildings, conversations }: Props) {
  const t = useTranslations('bots.places');
  const e = useTranslations('errors');
  const router = useRouter();
  const [problem, setProblem] = useState('');
  const form = useForm(
    ({ place = '' }) => {
      const [kind, id] = [place.slice(0, 1), place.slice(1)];
      return post(`/api/v1/bots/${botId}/places`, kind === 'b' ? { building: id } : { conversation: id });
    },
    () => {
      router.refresh();
      return 'again';
    },
  );
  const titleOf = ({ id, kind, title }: WirePlaceOfBot) =>
    title ?? conversations.find((each) => each.id === id)?.name ?? t(`kinds.${kind}`);
  const others = places.filter(({ kind, title }) => kind !== 'building' || title !== building.name);
  const known = new Set(places.map(({ id, kind, title }) => (kind === 'building' ? title : id)));
  const free = {
    buildings: buildings.filter(({ name }) => name !== building.name && !known.has(name)),
    conversations: conversations.filter(({ id }) => !known.has(id)),
  };

  async function leave(id: string) {
    const answer = await remove(`/api/v1/bots/${botId}/places/${id}`);
    setProblem(answer.ok ? '' : e(errorKey(answer.code)));
    router.refresh();
  }

  return (
    <section className="card p-4" aria-labelledby="places">
      <h2 id="places" className="mb-2 font-display text-title">
        {t('title')}
      </h2>
      <p className="mb-2 text-soft text-sm">{t('text')}</p>
      <ul className="divide-y divide-line">
        <li className="flex min-h-11 items-center">
          <bdi>{building.name}</bdi>
        </li>
        {others.map((place) => (
          <li key={place.id} className="flex min-h-11 items-center gap-2">
            <span className="min-w-0 flex-1 truncate">
              <bdi>{titleOf(place)}</bdi>{' '}
              <span className="text-soft text-sm">{t(`kinds.${place.kind}`)}</span>
            </span>
            <button
              type="button"
              className="button button-quiet"
              aria-label={t('removeName', { name: titleOf(place) })}
              onClick={() => leave(place.id)}
            >
              {t('remove')}
            </button>
          </li>
        ))}
      </ul>
      <p role="alert" className="text-bad text-sm empty:hidden">
        {problem || (form.refusal && e(errorKey(form.refusal.code)))}
      </p>
      {free.buildings.length + free.conversations.length > 0 && (
        <form onSubmit={form.onSubmit} className="mt-3 flex flex-col gap-3">
          <label className="text-sm">
            {t('add')}
            <select name="place" required className="field mt-1" defaultValue="">
              <option value="" disabled>
                {t('choose')}
              </option>
              {free.conversations.map(({ id, name }) => (
                <option key={id} value={`c${id}`}>
                  {name}
                </option>
              ))}
              {free.buildings.map(({ id, name }) => (
                <option key={id} value={`b${id}`}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" className="button self-start" disabled={form.busy}>
            {t('submit')}
          </button>
        </form>
      )}
    </section>
  );
}
