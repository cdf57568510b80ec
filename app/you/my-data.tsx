'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { accountProblem } from '../ui/account-problem';
import { download } from '../ui/download';
import type { Posted } from '../ui/post';

/** Shows the button that downloads a copy of the user's data. */
export function MyData() {
  const t = useTranslations('profile.data');
  const a = useTranslations('account.problems');
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Posted | null>(null);

  async function downloadExport() {
    setResult(null);
    setBusy(true);
    setResult(await download('/api/v1/me/export'));
    setBusy(false);
  }

  return (
    <div className="card p-4">
      <h3 className="font-semibold text-lg">{t('copy')}</h3>
      <p className="mt-1 mb-3 text-soft text-sm">{t('copyText')}</p>
      <button type="button" className="button" disabled={busy} onClick={downloadExport}>
        {t(busy ? 'downloading' : 'download')}
      </button>
      <p role="status" className="mt-2 text-sm empty:hidden">
        {result && (result.ok ? t('downloaded') : a(accountProblem(result)))}
      </p>
    </div>
  );
}
