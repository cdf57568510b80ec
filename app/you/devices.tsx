'use client';

import { useTranslations } from 'next-intl';
import type { WireSignIn } from '@/protocol/accounts';
import { DateTime } from '../ui/date-time';
import { Fresh } from '../ui/fresh';
import { ComputerIcon, PhoneIcon } from '../ui/later-icons';
import { post, remove } from '../ui/post';
import { Connected, Row } from './row';
import { useEndItem } from './use-end-item';

const HANDHELD = ['Android', 'iOS', 'iPadOS'];

/** Shows the user's sign-ins. Each can be signed out, or all but this one. */
export function Devices({ signIns }: { signIns: WireSignIn[] }) {
  const t = useTranslations('profile.devices');
  const { pending, result, end } = useEndItem();

  function nameOf({ browser, system }: WireSignIn): string {
    if (browser) return system ? t('both', { browser, system }) : browser;
    return system ? t('noBrowser', { system }) : t('unknown');
  }

  return (
    <>
      <Fresh />
      <ul className="card">
        {signIns.map((signIn) => (
          <Row
            key={signIn.id}
            icon={HANDHELD.includes(signIn.system ?? '') ? <PhoneIcon /> : <ComputerIcon />}
            name={
              <>
                {nameOf(signIn)}
                {signIn.current && (
                  <span className="rounded-full bg-tint px-2.5 py-0.5 font-medium text-accent text-xs">
                    {t('this')}
                  </span>
                )}
              </>
            }
            action={
              !signIn.current && (
                <button
                  type="button"
                  className="button button-bad"
                  disabled={pending}
                  aria-label={t('endName', { name: nameOf(signIn) })}
                  onClick={() =>
                    end(
                      () => remove(`/api/v1/sign-ins/${signIn.id}`),
                      () => t('ended', { name: nameOf(signIn) }),
                    )
                  }
                >
                  {t('end')}
                </button>
              )
            }
          >
            {signIn.connected && <Connected>{t('connected')}</Connected>}
            {!signIn.connected && !signIn.current && (
              <span>
                {t('seen')} <DateTime at={signIn.seen} to="minute" />
              </span>
            )}
            <span>
              {t('at')} <DateTime at={signIn.at} to="minute" />
            </span>
          </Row>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        {signIns.length > 1 && (
          <button
            type="button"
            className="button"
            disabled={pending}
            onClick={() =>
              end(
                () => post('/api/v1/sign-out-others', {}),
                (body) => t('endedOthers', { count: (body as { ended: number }).ended }),
              )
            }
          >
            {t('endOthers')}
          </button>
        )}
        <p role="status" className={result.bad ? 'text-bad' : 'text-soft'}>
          {result.text}
        </p>
      </div>
    </>
  );
}
