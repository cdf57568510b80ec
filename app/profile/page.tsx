import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { PageFrame } from '../ui/page-frame';
import { LanguageSwitch, ThemeSwitch } from '../ui/preferences';
import { DeleteAccount } from '../you/delete-account';
import { Devices } from '../you/devices';
import { EmailForm } from '../you/email-form';
import { FirstMessages } from '../you/first-messages';
import { MyData } from '../you/my-data';
import { NameForm } from '../you/name-form';
import { PasswordForm } from '../you/password-form';
import { Person } from '../you/person';
import { ProfileSwitch } from '../you/profile-switch';
import { TokenForm } from '../you/token-form';
import { Tokens } from '../you/tokens';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('profile'))('title') };
}

/** Shows the user's profile, sign-ins and API tokens. */
export default async function ProfilePage() {
  const actor = await requireUser('/profile');
  const t = await getTranslations('profile');
  const a = await getTranslations('account');
  const { commands, config, mailServer, mailbox } = getApp();
  const [profile, signIns, tokens, identity] = await Promise.all([
    commands.showProfile({ actor }),
    commands.listSignIns({ actor }),
    commands.listTokens({ actor }),
    commands.showIdentity({ actor }),
  ]);
  const by = actor.guest ? 'guest' : (identity.provider ?? 'operator');
  return (
    <PageFrame title={t('title')} language={false}>
      <Person profile={profile} guest={actor.guest} />
      <Part title={t('search.title')}>
        <div className="card grid gap-4 p-4">
          <ProfileSwitch of="searchable" on={profile.searchable} />
          <FirstMessages choice={profile.firstMessages} />
        </div>
      </Part>
      <Part title={t('told')}>
        <div className="card grid gap-4 p-4">
          <ProfileSwitch of="receipts" on={profile.receipts} />
          <ProfileSwitch of="typing" on={profile.typing} />
        </div>
      </Part>
      <Part title={t('appearance')}>
        <div className="card flex flex-wrap items-end gap-x-4 gap-y-2 p-4">
          <div className="min-w-64 flex-1">
            <ThemeSwitch />
          </div>
          <LanguageSwitch />
        </div>
      </Part>
      <Part title={t('devices.title')} text={t('devices.text')}>
        <Devices signIns={signIns} />
      </Part>
      {(!actor.guest || tokens.length > 0) && (
        <Part title={t('tokens.title')} text={t('tokens.text')}>
          <Tokens tokens={tokens} />
          {!actor.guest && <TokenForm administrator={profile.administrator} />}
        </Part>
      )}
      <Part title={t('account')} text={a(`by.${by}`, { provider: config.oidc?.name ?? '' })}>
        {identity.provider === 'local' && (
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <div className="grid gap-4">
              <NameForm name={profile.name} />
              <EmailForm
                email={identity.email ?? ''}
                verified={mailServer ? identity.emailVerified : null}
                demonstration={mailbox !== null}
              />
            </div>
            <PasswordForm />
          </div>
        )}
      </Part>
      <Part title={t('data.title')}>
        <div className="grid gap-4 sm:grid-cols-2">
          <MyData />
          <DeleteAccount username={profile.id} password={identity.provider === 'local'} />
        </div>
      </Part>
    </PageFrame>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-8">
      <h2 className="mb-2 font-display text-title">{title}</h2>
      {text && <p className="mb-3 max-w-prose text-soft">{text}</p>}
      {children}
    </section>
  );
}
