import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';

/**
 * Told after signing out: the provider's own session in this browser goes on, by which whoever comes next could sign in
 * again. Leads to its end where the provider says how.
 */
export async function StillSignedIn({ provider }: { provider: { id: string; name: string } }) {
  const t = await getTranslations('signIn.signedOut');
  const href = provider.id === 'oidc' ? await getApp().commands.showOidcSignOut({}) : null;
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
