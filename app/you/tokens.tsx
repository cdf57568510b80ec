'use client';

import { useTranslations } from 'next-intl';
import type { WireToken } from '@/protocol/accounts';
import { DateTime } from '../ui/date-time';
import { KeyIcon } from '../ui/later-icons';
import { remove } from '../ui/post';
import { Connected, Row } from './row';
import { useEndItem } from './use-end-item';

/** Shows the user's API tokens, without their secrets. */
export function Tokens({ tokens }: { tokens: WireToken[] }) {
  const t = useTranslations('profile.tokens');
  const { pending, result, end } = useEndItem();
  return (
    <>
      {tokens.length === 0 ? (
        <p className="card p-4 text-soft">{t('none')}</p>
      ) : (
        <ul className="card">
          {tokens.map((token) => (
            <Row
              key={token.id}
              icon={<KeyIcon />}
              name={
                <>
                  {token.name}
                  <Reach scopes={token.scopes} />
                </>
              }
              action={
                <button
                  type="button"
                  className="button button-bad"
                  disabled={pending}
                  aria-label={t('revokeName', { name: token.name })}
                  onClick={() =>
                    end(
                      () => remove(`/api/v1/tokens/${token.id}`),
                      () => t('revoked', { name: token.name }),
                    )
                  }
                >
                  {t('revoke')}
                </button>
              }
            >
              <Use token={token} />
              <End expires={token.expires} />
            </Row>
          ))}
        </ul>
      )}
      <p role="status" className={`mt-3 empty:hidden ${result.bad ? 'text-bad' : 'text-soft'}`}>
        {result.text}
      </p>
    </>
  );
}

function Reach({ scopes }: Pick<WireToken, 'scopes'>) {
  const t = useTranslations('profile.tokens');
  const names = scopes === 'all' ? [t('all')] : scopes.map((scope) => t(`scope.${scope}.name`));
  return names.map((name) => (
    <span key={name} className="rounded-full bg-sunk px-2.5 py-0.5 font-medium text-soft text-xs">
      {name}
    </span>
  ));
}

function Use({ token: { connected, used } }: { token: WireToken }) {
  const t = useTranslations('profile.tokens');
  if (connected) return <Connected>{t('connected')}</Connected>;
  if (!used) return <span>{t('neverUsed')}</span>;
  return (
    <span>
      {t('used')} <DateTime at={used} to="minute" />
    </span>
  );
}

function End({ expires }: Pick<WireToken, 'expires'>) {
  const t = useTranslations('profile.tokens');
  if (!expires) return <span>{t('noEnd')}</span>;
  const over = Date.parse(expires) < Date.now();
  return (
    <span className={over ? 'text-bad' : ''}>
      {t(over ? 'over' : 'ends')} <DateTime at={expires} to="minute" />
    </span>
  );
}
