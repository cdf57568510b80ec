'use client';

import { useTranslations } from 'next-intl';
import { type ChangeEvent, useRef, useState } from 'react';
import type { WireProfile } from '@/protocol/accounts';
import type { MAX_ABOUT } from '@/protocol/fields';
import { photoPath } from '@/protocol/photos';
import { Avatar } from '../ui/avatar';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { CameraIcon, TrashIcon } from '../ui/later-icons';
import { type Posted, post, type Refusal, remove, upload } from '../ui/post';
import { useForm } from '../ui/use-form';

// Only the type is imported: the value would add the parser of the whole protocol to the page.
const MAX_CHARACTERS: typeof MAX_ABOUT = 140;

interface Props {
  profile: Pick<WireProfile, 'id' | 'name' | 'photoId' | 'about'>;
  guest: boolean;
}

/** Shows the user as others see them on their card: the photo and the line, which the user changes here. */
export function Person({ profile: { id, name, photoId, about }, guest }: Props) {
  return (
    <div className="card flex flex-wrap items-start gap-x-5 gap-y-3 p-4">
      <div className="flex min-w-64 flex-1 flex-wrap items-center gap-4">
        <Photo id={id} name={name} initially={photoId} fixed={guest} />
        <div className="min-w-0">
          <p className="font-display text-title">{name}</p>
          <p className="text-soft">{id}</p>
        </div>
      </div>
      {!guest && <About initially={about} />}
    </div>
  );
}

/** Shows the photo, and unless it is `fixed` the buttons that replace and remove it. */
function Photo({
  id,
  name,
  initially,
  fixed,
}: {
  id: string;
  name: string;
  initially: string | null;
  fixed: boolean;
}) {
  const t = useTranslations('profile.photo');
  const [photo, setPhoto] = useState(initially);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [done, setDone] = useState<'changed' | 'removed' | null>(null);
  const field = useRef<HTMLInputElement>(null);

  async function change<T>(request: Promise<Posted<T>>, apply: (body: T) => void) {
    setBusy(true);
    setRefusal(null);
    setDone(null);
    const answer = await request;
    setBusy(false);
    if (answer.ok) apply(answer.body);
    else setRefusal(answer);
  }

  function chosen({ target }: ChangeEvent<HTMLInputElement>) {
    const [file] = target.files ?? [];
    // The same file can be chosen again after a failure.
    target.value = '';
    if (!file) return;
    void change(upload('/api/v1/profile/photo', file), (body) => {
      setPhoto(body.photo);
      setDone('changed');
    });
  }

  const wrong = refusal && (refusal.code === 'too_large' || refusal.code === 'bad_request');
  return (
    <div className="flex flex-col items-center gap-1">
      <Avatar id={id} name={name} size={88} photo={photo ? photoPath(photo, 'large') : undefined} />
      {!fixed && (
        <div className="flex">
          <input
            ref={field}
            type="file"
            accept="image/jpeg,image/png,image/webp"
            aria-label={t('choose')}
            className="hidden"
            onChange={chosen}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={t('choose')}
            title={t('choose')}
            disabled={busy}
            onClick={() => field.current?.click()}
          >
            <CameraIcon />
          </button>
          {photo && (
            <button
              type="button"
              className="icon-button"
              aria-label={t('remove')}
              title={t('remove')}
              disabled={busy}
              onClick={() =>
                void change(remove('/api/v1/profile/photo'), () => {
                  setPhoto(null);
                  setDone('removed');
                })
              }
            >
              <TrashIcon />
            </button>
          )}
        </div>
      )}
      <div className="max-w-48 text-center">
        {wrong && (
          <p role="alert" className="text-bad text-sm">
            {t('wrong')}
          </p>
        )}
        <FormStatus refusal={wrong ? null : refusal}>{done && t(done)}</FormStatus>
      </div>
    </div>
  );
}

/** Shows the form of the line that the user writes about themselves. */
function About({ initially }: { initially: string | null }) {
  const t = useTranslations('profile.about');
  const [saved, setSaved] = useState(false);
  const { busy, refusal, onSubmit } = useForm(
    (fields) => {
      setSaved(false);
      return post('/api/v1/profile', { about: (fields.about ?? '').trim() || null });
    },
    () => {
      setSaved(true);
      return 'again';
    },
  );
  return (
    <form className="flex min-w-64 flex-1 flex-col gap-2" aria-label={t('title')} onSubmit={onSubmit}>
      <Field
        label={t('title')}
        hint={t('hint')}
        name="about"
        defaultValue={initially ?? ''}
        maxLength={MAX_CHARACTERS}
        placeholder={t('example')}
      />
      <div className="flex items-center gap-3">
        <button type="submit" className="button" disabled={busy}>
          {t('save')}
        </button>
        <FormStatus refusal={refusal}>{saved && t('saved')}</FormStatus>
      </div>
    </form>
  );
}
