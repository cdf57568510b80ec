'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { newClientId } from '../../connection/client-provider';
import { PeoplePicker } from '../../people/people-picker';
import { useDesk } from '../desk-provider';
import type { DeskRoute } from '../desk-route';
import { KindMark } from '../kind';
import { MessageText } from '../situation/cap-messages';
import { Title } from '../title';
import { AreaChoice } from './area-choice';
import { Check } from './check';
import { type Choice, firstValues, NO_CHOICE, templatesFor } from './choice';
import { TemplateChoice } from './template-choice';
import { Timing, Variables } from './variables';

type Route = Extract<DeskRoute, { view: 'new' | 'change' }>;

/** Shows the way to a new alert, or to a change of one: what it says, where, whom it reaches, and the word. */
export function Compose({ route }: { route: Route }) {
  const t = useTranslations('alertConsole.compose');
  const { console, templates } = useDesk();
  const alert =
    route.view === 'change'
      ? console.alerts.find(({ alert: { id } }) => id === route.alert)?.alert
      : undefined;
  const kind = route.view === 'new' ? route.kind : (alert?.kind ?? 'live');
  const type = route.view === 'new' ? 'alert' : route.as;
  const incident =
    route.view === 'new' ? console.incidents.find(({ id }) => id === route.incident) : undefined;
  const message =
    route.view === 'new' ? console.capMessages.find(({ id }) => id === route.message) : undefined;
  const about = alert?.area ?? message;
  const offered = templatesFor(templates, type);
  const [choice, setChoice] = useState<Choice>(() => {
    // A change begins with the area of its alert or message, and with its template as far as that can be told.
    const [only, ...others] = offered;
    const template =
      offered.find(({ content }) => alert !== undefined && content.event === alert.event) ??
      (others.length === 0 ? (only ?? null) : null);
    const area = about
      ? { campus: about.campus?.id ?? null, buildings: about.buildings.map(({ id }) => id) }
      : { campus: null, buildings: incident?.building ? [incident.building.id] : [] };
    return { ...NO_CHOICE, area, template, values: template ? firstValues(template, new Date()) : {} };
  });
  const change = (part: Partial<Choice>) => setChoice((before) => ({ ...before, ...part }));
  // A repetition of the same choice is the same draft.
  const key = useRef({ of: '', key: '' });
  function keyOf(of: string): string {
    if (key.current.of !== of) key.current = { of, key: newClientId() };
    return key.current.key;
  }
  const where = useRef<HTMLElement>(null);
  const chosen = choice.template?.name;
  const first = useRef(true);
  // The next step comes into sight, so that a thumb need not look for it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a template was chosen
  useEffect(() => {
    if (!first.current && matchMedia('(width < 64rem)').matches)
      where.current?.scrollIntoView({ block: 'start' });
    first.current = false;
  }, [chosen]);

  if (route.view === 'change' && !alert?.active) return <Title text={t('endedText')}>{t('ended')}</Title>;
  return (
    <>
      <Title text={alert ? alert.texts.en.headline : undefined}>
        <span className="mb-1 block">
          <KindMark kind={kind} />
        </span>
        {t(`titles.${type}`)}
      </Title>
      {message && (
        <blockquote className="mb-4 border-edge border-s-4 ps-3">
          <MessageText message={message} />
        </blockquote>
      )}
      {incident && (
        <blockquote dir="auto" className="mb-4 border-edge border-s-4 ps-3 whitespace-pre-wrap">
          {incident.text}
        </blockquote>
      )}
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_24rem] lg:items-start">
        <div className="grid min-w-0 gap-6">
          <Step title={t('what')}>
            <TemplateChoice
              templates={offered}
              kind={kind}
              chosen={choice.template}
              onChoose={(template) => change({ template, values: firstValues(template, new Date()) })}
            />
            <Variables choice={choice} onChange={(values) => change({ values })} />
          </Step>
          <section ref={where} aria-label={t('where')} className="grid min-w-0 scroll-mt-2 gap-3">
            <h2 className="font-display text-title">{t('where')}</h2>
            <AreaChoice area={choice.area} kind={kind} onChange={(area) => change({ area })} />
          </section>
          {kind === 'exercise' && type !== 'all_clear' && (
            <Step title={t(type === 'alert' ? 'group' : 'groupMore')}>
              <PeoplePicker chosen={[...choice.group]} onChosen={(group) => change({ group })} />
            </Step>
          )}
          <Timing choice={choice} onChange={change} />
        </div>
        <Check kind={kind} type={type} alert={alert} choice={choice} keyOf={keyOf} />
      </div>
    </>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid min-w-0 gap-3">
      <h2 className="font-display text-title">{title}</h2>
      {children}
    </section>
  );
}
