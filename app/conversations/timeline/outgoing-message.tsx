'use client';

import { useTranslations } from 'next-intl';
import type { Outgoing } from '@/clients/state/outgoing';
import { fileErrorKey } from '../../attachments/file-error-key';
import { OutgoingFiles } from '../../attachments/outgoing-files';
import { useClient, useClientState } from '../../connection/client-provider';
import { errorKey } from '../../ui/error-key';
import { AlertIcon, ClockIcon } from '../../ui/icons';
import { Time } from '../../ui/time';
import { LinkCard } from './link-card';
import { useMessageActions } from './message-actions';
import { MessageText } from './message-text';
import { Quote } from './quote';

/** Shows a message of the user that is not in the log yet, or that failed. */
export function OutgoingMessage({ message }: { message: Outgoing }) {
  const t = useTranslations('timeline');
  const e = useTranslations('errors');
  const a = useTranslations('attachments');
  const { dispatch, sendAgain } = useClient();
  const { conversation } = useMessageActions();
  const { clientId, replyTo, files } = message;
  const answered = useClientState((state) =>
    replyTo === undefined
      ? undefined
      : state.log[conversation ?? '']?.entries.find((entry) => entry.message.id === replyTo)?.seq,
  );
  const failed = message.state === 'failed';
  const fileError = message.state === 'failed' && fileErrorKey(message.code, message.field);
  const connected = useClientState((state) => state.link.state === 'ready');
  return (
    <article aria-label={t('from', { name: t('you') })} className="flex flex-col items-end px-3 pt-1 sm:px-5">
      <div
        className={`bubble max-w-[min(34rem,85%)] rounded-se-md ${files ? 'bubble-media' : ''} ${
          failed ? 'border border-bad border-dashed bg-bad-tint' : 'on-mine bg-mine text-on-mine'
        }`}
      >
        {answered !== undefined && <Quote seq={answered} />}
        {files && (
          <OutgoingFiles
            files={files}
            sending={!failed && connected}
            onCancel={message.state === 'waiting' ? () => dispatch({ type: 'forget', clientId }) : null}
          />
        )}
        {message.text && (
          <MessageText text={message.text}>
            <LinkCard text={message.text} seq={null} />
          </MessageText>
        )}
        {!failed && connected ? (
          // As high as the message that was sent, so that nothing moves.
          <div className="bubble-time">
            <Time at={new Date(message.at).toISOString()} />
            <ClockIcon size={14} />
            <span className="sr-only">{t('sending')}</span>
          </div>
        ) : (
          <div className={`bubble-status ${failed ? 'text-bad' : ''}`}>
            {failed ? <AlertIcon size={13} /> : <ClockIcon size={13} />}
            {failed ? t('failed') : t('waiting')}
          </div>
        )}
      </div>
      {failed && (
        <div className="flex max-w-[85%] flex-wrap items-center justify-end gap-x-2 text-sm">
          <span className="text-bad">{fileError ? a(`errors.${fileError}`) : e(errorKey(message.code))}</span>
          <span className="flex">
            <button type="button" className="button button-quiet px-3" onClick={() => sendAgain(clientId)}>
              {t('retry')}
            </button>
            <button
              type="button"
              className="button button-bad px-3"
              onClick={() => dispatch({ type: 'forget', clientId })}
            >
              {t('delete')}
            </button>
          </span>
        </div>
      )}
    </article>
  );
}
