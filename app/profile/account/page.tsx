import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { quad } from '@/server/node';
import { requireUser } from '../../session';
import { PageFrame } from '../../ui/page-frame';
import { DeleteAccount } from '../delete-account';
import { PasswordForm } from '../password-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('account'))('title') };
}

/** How somebody signs in, and for a local account what can be changed about that. */
export default async function AccountPage() {
  const actor = await requireUser('/profile/account');
  const { commands, config } = quad();
  const { provider, email } = await commands.showIdentity({ actor });
  const t = await getTranslations('account');
  const by = actor.guest ? 'guest' : (provider ?? 'operator');
  return (
    <PageFrame title={t('title')}>
      <p className="mb-5 text-soft">{t(`by.${by}`, { provider: config.oidc?.name ?? '' })}</p>
      <dl className="mb-6 grid max-w-md grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        <dt className="text-soft">{t('username')}</dt>
        <dd className="min-w-0 truncate">{actor.username}</dd>
        {email && (
          <>
            <dt className="text-soft">{t('email')}</dt>
            <dd className="min-w-0 truncate">{email}</dd>
          </>
        )}
      </dl>
      {provider === 'local' && (
        <div className="flex flex-col gap-6">
          <PasswordForm />
          <DeleteAccount />
        </div>
      )}
    </PageFrame>
  );
}
