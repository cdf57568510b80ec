import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getFormatter, getTranslations } from 'next-intl/server';
import { MAX_GUEST_NAME } from '@/protocol/sign-in';
import { getApp } from '@/server/app';
import { currentSuspension, currentUser } from '../current-user';
import { AlertIcon } from '../ui/icons';
import { SignedOutFrame } from '../ui/signed-out-frame';
import { ForgetStored } from './forget-stored';
import { GuestForm } from './guest-form';
import { LocalForm } from './local-form';
import { problemOf, returnPath, suspensionIn } from './problem';
import { ProviderButton } from './provider-button';
import { SignInMethod } from './sign-in-method';
import { StillSignedIn } from './still-signed-in';
import { SuspensionText } from './suspension-text';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signIn'))('title') };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Shows the sign-in methods that the settings allow, and why a sign-in failed. */
export default async function SignInPage({ searchParams }: Props) {
  const parameters = await searchParams;
  const { config, publicUrl } = getApp();
  const after = returnPath(parameters.callbackUrl, publicUrl);
  const problem = problemOf(parameters.error);
  const user = await currentUser();
  if (!problem && user) redirect(after);
  const t = await getTranslations('signIn');
  const providers = [
    ...(config.fenix ? [{ id: 'fenix', name: 'FenixEdu' }] : []),
    ...(config.oidc ? [{ id: 'oidc', name: config.oidc.name }] : []),
  ];
  const named = providers.find(({ id }) => id === problem?.provider) ?? providers[0];
  const provider = named?.name ?? 'Quad';
  const signedOutOf = providers.find(({ id }) => id === parameters.signedOut);
  const names = (await getFormatter()).list(providers.map(({ name }) => name));
  return (
    <SignedOutFrame>
      {!user && <ForgetStored />}
      {problem && (
        <div role="alert" className="flex gap-3 rounded-xl bg-bad-tint p-4">
          <span className="mt-0.5 text-bad">
            <AlertIcon />
          </span>
          <div>
            <h2 className="font-semibold">{t(`problems.${problem.what}.title`, { provider })}</h2>
            {problem.what === 'suspended' && (
              <SuspensionText
                // What the cookie says is certain; the URL can be anybody's.
                suspension={(await currentSuspension()) ?? suspensionIn(parameters)}
              />
            )}
            <p className="mt-0.5 text-sm">{t(`problems.${problem.what}.next`, { provider })}</p>
          </div>
        </div>
      )}
      <div className="flex flex-col gap-3">
        {signedOutOf ? (
          <StillSignedIn provider={signedOutOf} />
        ) : (
          parameters.signedOut !== undefined && (
            <p role="status" className="card p-5 font-semibold">
              {t('signedOut.done')}
            </p>
          )
        )}
        {providers.length > 0 && (
          <div className="card flex flex-col gap-3 p-5">
            {providers.map((each, index) => (
              <ProviderButton
                key={each.id}
                provider={each}
                after={after}
                again={problem !== null && each === named}
                primary={index === 0}
              />
            ))}
            <p className="text-sm text-soft">{t('what', { provider: names })}</p>
            {config.demonstration && (
              <p className="rounded-lg bg-warn p-3 text-sm text-warn-ink">
                {t('demonstration', { provider: 'FenixEdu' })}
              </p>
            )}
          </div>
        )}
        {config.localAccounts && (
          <SignInMethod title={t('local')} open={providers.length === 0}>
            <LocalForm after={after} />
          </SignInMethod>
        )}
        {config.guests && (
          <SignInMethod title={t('guest')} open={providers.length === 0 && !config.localAccounts}>
            <GuestForm after={after} longest={MAX_GUEST_NAME} />
          </SignInMethod>
        )}
      </div>
    </SignedOutFrame>
  );
}
