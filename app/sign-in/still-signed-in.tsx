import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';

/**
 * Shows after signing out that the provider's own session goes on in this browser, so that the next person could sign
 * in again. Links to the provider's sign-out where it has one.
 */
export async function StillSignedIn({ provider }: { provider: { id: string; name: string } }) {
  const t = await getTranslations('signIn.signedOut');
  const href = provider.id === 'oidc' ? await getApp().commands.findOidcSignOutUrl({}) : null;
  return (
    <div role="status" className="card flex flex-col items-start gap-3 p-5">
      <div>
        <h2 className="font-semibold">{t('title')}</h2>
        <p className="mt-0.5 text-sm">{t('text', { provider: provider.name })}</p>
      </div>
      {href && (
        <a href={href} className="button">
          {t('end', { provider: provider.name })}
        </a>
      )}
    </div>
  );
}
