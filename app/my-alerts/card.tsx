'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Answer, KnownAlert } from '@/clients/state/alerts';
import { useClientState } from '../connection/client-provider';
import { CloseIcon } from '../ui/icons';
import { useCloseOnBack } from '../ui/overlay';
import { useDateFormats } from '../ui/time';
import './alerts.css';
import { AlertTextIn } from './alert-text';
import { Answers, HelpPlace } from './answers';
import { languagesFor, lookAt } from './look';
import { AlertWords } from './words';

/** Milliseconds after a card appears before a tap on it counts: somebody may be tapping what was there before. */
const ARM_MS = 600;

interface Props {
  known: KnownAlert;
  /** The number of alerts that wait behind this one. */
  more: number;
  /** The server's time in milliseconds since 1970. */
  now: number;
  /** What the user has typed of where help is needed; null: it is not asked. */
  place: string | null;
  onPlace: (place: string) => void;
  onAnswer: (answer: Answer) => void;
  onClose: () => void;
}

/**
 * Shows an alert over the whole window, above every other overlay: the browser's own modal dialog lies in the top layer. Its
 * text is in both languages of alerts, that of the reader first.
 */
export function AlertCard({ known, more, now, place, onPlace, onAnswer, onClose }: Props) {
  const t = useTranslations('myAlerts');
  const languages = languagesFor(useLocale());
  const { alert, reason, answer, due } = known;
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const answers = alert.active && alert.kind !== 'test' && reason !== null;
  const asked = answers && place !== null ? place : null;
  const armed = useArmed();
  useCloseOnBack(true, onClose);
  useEffect(() => {
    const shown = dialog.current;
    // Shortcuts of the page and overlays below must not take its keys: these would keep Escape from closing it.
    const keepKey = (event: Event) => event.stopPropagation();
    shown?.addEventListener('keydown', keepKey);
    shown?.showModal();
    // Not a button: a key that was meant for something else must not answer. Where somebody was typing the typing goes on.
    (shown?.querySelector('textarea') ?? title.current)?.focus();
    return () => {
      shown?.removeEventListener('keydown', keepKey);
      shown?.close();
    };
  }, []);

  function choose(chosen: Answer) {
    onAnswer(chosen);
    if (chosen.answer === 'help') onPlace('');
    else onClose();
  }

  const close = () => armed && onClose();
  // Outside the page, which another open overlay hides from assistive technology.
  return createPortal(
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby={`${id}-words ${id}-title`}
      aria-describedby={`${id}-text`}
      className="alert-card"
      data-look={lookAt(alert, now)}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <header className="alert-header">
        <p id={`${id}-words`} className="min-w-0 flex-1 text-lg sm:text-2xl">
          <AlertWords alert={alert} size={32} now={now} />
        </p>
        {more > 0 && <p className="flex-none text-sm">{t('more', { count: more })}</p>}
        {answers && (
          <button
            type="button"
            className="icon-button"
            aria-label={t(answer === null ? 'later' : 'close')}
            disabled={!armed}
            onClick={close}
          >
            <CloseIcon />
          </button>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it, too */}
      <section className="alert-body" aria-labelledby={`${id}-title`} tabIndex={0}>
        {alert.kind !== 'live' && <p className="alert-not-real">{t(`notReal.${alert.kind}`)}</p>}
        <div id={`${id}-text`} aria-live="assertive" className="alert-texts">
          {languages.map((language, place) => (
            <AlertTextIn
              key={language}
              alert={alert}
              language={language}
              heading={(headline) =>
                place === 0 ? (
                  <h1 ref={title} id={`${id}-title`} tabIndex={-1}>
                    {headline}
                  </h1>
                ) : (
                  <h2>{headline}</h2>
                )
              }
            />
          ))}
        </div>
        <Details known={known} now={now} />
      </section>
      <footer className="alert-footer">
        {asked !== null ? (
          <HelpPlace
            place={asked}
            onChange={onPlace}
            onSend={(where) => {
              onAnswer({ answer: 'help', place: where });
              onClose();
            }}
            onSkip={onClose}
          />
        ) : answers ? (
          <Answers known={known} armed={armed} onAnswer={choose} />
        ) : (
          <button type="button" className="alert-answer alert-answer-safe" disabled={!armed} onClick={close}>
            {t('close')}
          </button>
        )}
        <p role="status" className="text-sm empty:hidden">
          {due && t('waiting')}
        </p>
      </footer>
    </dialog>,
    document.body,
  );
}

/** Shows why the user is told, when the alert was written and when to expect more, and whether that may be old. */
function Details({ known: { alert, reason }, now }: { known: KnownAlert; now: number }) {
  const t = useTranslations('myAlerts');
  const { time } = useDateFormats();
  const ready = useClientState(({ link }) => link.state === 'ready');
  const at = (instant: string) => time.format(new Date(instant));
  const due = alert.nextUpdate !== null && Date.parse(alert.nextUpdate) <= now;
  return (
    <ul className="alert-details">
      <li>{t(`reasons.${alert.active ? (reason ?? 'list') : 'ended'}`)}</li>
      <li>
        {alert.revision === 1
          ? t('issued', { time: at(alert.issued) })
          : t('changed', { time: at(alert.at), issued: at(alert.issued) })}
        {alert.active &&
          alert.nextUpdate !== null &&
          ` ${due ? t('updateDue') : t('nextUpdate', { time: at(alert.nextUpdate) })}`}
      </li>
      {!ready && alert.active && <li className="font-semibold">{t('stale')}</li>}
    </ul>
  );
}

/** Returns whether the card has been there long enough. */
function useArmed(): boolean {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), ARM_MS);
    return () => clearTimeout(timer);
  }, []);
  return armed;
}
