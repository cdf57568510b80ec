'use client';

import { useTranslations } from 'next-intl';
import { post } from '../../ui/post';
import { ProblemLine } from '../../ui/problem-line';
import { useForm } from '../../ui/use-form';

/** Shows the button that joins the public channel with a title, or makes it, and then opens it. */
export function JoinChannel({ title, exists }: { title: string; exists: boolean }) {
  const t = useTranslations('channelLink');
  const { busy, refusal, onSubmit } = useForm(
    () => post('/api/v1/channels/join', { title, create: !exists }),
    (body) => {
      window.location.assign(`/?c=${(body as { id: string }).id}`);
      return 'leaving';
    },
  );
  return (
    <form onSubmit={onSubmit}>
      <button type="submit" className="button button-primary" disabled={busy}>
        {t(exists ? 'join' : 'make')}
      </button>
      <ProblemLine problem={refusal} className="mt-2" />
    </form>
  );
}
