'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { WireTemplate } from '@/protocol/alerts';
import { useClientState } from '../../connection/client-provider';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { nameOfTemplate } from '../compose/template-choice';
import { DeskLink } from '../desk-link';
import { useDesk } from '../desk-provider';
import { useAlertLanguage } from '../situation/alert-card';
import { Texts } from '../texts';
import { Title } from '../title';
import { NEW_TEMPLATE } from './template-draft';
import { TemplateEditor } from './template-editor';

/** Shows the templates, or one: its text, a version that waits for another officer, and its editor. */
export function Templates({ name }: { name: string | undefined }) {
  return name === undefined ? <List /> : <One key={name} name={name} />;
}

/** The name in the URL of a template that does not exist yet. */
const NEW = '+';

function List() {
  const t = useTranslations('alertConsole.templates');
  const language = useAlertLanguage();
  const { templates } = useDesk();
  const edits = useEdits();
  const inUse = templates.filter(({ approved }) => approved);
  const others = templates.filter(
    ({ name, approved }) => !approved && !inUse.some((each) => each.name === name),
  );
  const headlineOf = ({ content }: Pick<WireTemplate, 'content'>) =>
    nameOfTemplate(content.texts[language].headline);
  const listed = [...inUse, ...others].sort((a, b) => headlineOf(a).localeCompare(headlineOf(b), language));
  const waits = (name: string) => templates.some((each) => each.name === name && !each.approved);
  return (
    <>
      <Title text={t('text')}>{t('title')}</Title>
      {edits && (
        <DeskLink to={{ view: 'templates', name: NEW }} className="button button-primary mb-4">
          {t('new')}
        </DeskLink>
      )}
      <ul className="card">
        {listed.map(({ name, version, content }) => (
          <li
            key={name}
            className="relative flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-3 last:border-0 hover:bg-sunk"
          >
            <div className="min-w-0 flex-1">
              <DeskLink
                to={{ view: 'templates', name }}
                lang={language}
                className="font-medium after:absolute after:inset-0"
              >
                {headlineOf({ content })}
              </DeskLink>
              <p className="text-soft text-sm">
                {[
                  name,
                  t('version', { n: version }),
                  content.lifeSafety && t('lifeSafety'),
                  content.ends && t('ends'),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {waits(name) && (
              <span className="rounded-full bg-warn px-2.5 py-0.5 font-medium text-sm text-warn-ink">
                {t('waits')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Returns whether the officer may write templates: they are for all places, and so must be the right. */
function useEdits(): boolean {
  const { console } = useDesk();
  return console.grants.some(
    ({ role, campus, building }) =>
      (role === 'drafter' || role === 'approver') && campus === null && building === null,
  );
}

function One({ name }: { name: string }) {
  const t = useTranslations('alertConsole.templates');
  const language = useAlertLanguage();
  const { templates, go } = useDesk();
  const edits = useEdits();
  const [editing, setEditing] = useState(name === NEW);
  const used = templates.find((each) => each.name === name && each.approved);
  const newer = templates.find((each) => each.name === name && !each.approved);
  const shown = newer ?? used;
  if (editing)
    return (
      <TemplateEditor
        name={name === NEW ? null : name}
        content={shown?.content ?? NEW_TEMPLATE}
        onEnd={(saved) => {
          setEditing(false);
          go({ view: 'templates', ...(saved ? { name: saved } : name !== NEW && { name }) });
        }}
      />
    );
  if (!shown) return <Title>{t('gone')}</Title>;
  return (
    <>
      <Title text={`${name} · ${t('version', { n: shown.version })}`}>
        <span lang={language}>{nameOfTemplate(shown.content.texts[language].headline)}</span>
      </Title>
      {newer && <Waiting newer={newer} used={used} />}
      <div className="card grid gap-3 p-4">
        <Facts content={shown.content} />
        <Texts texts={shown.content.texts} before={newer && used?.content.texts} />
      </div>
      {edits && (
        <button type="button" className="button mt-4" onClick={() => setEditing(true)}>
          {t('edit')}
        </button>
      )}
    </>
  );
}

function Facts({ content }: { content: WireTemplate['content'] }) {
  const t = useTranslations('alertConsole.templates');
  const { event, category, response, urgency, severity, certainty, variables, lifeSafety, ends } = content;
  return (
    <p className="text-soft text-sm">
      {[
        event,
        category,
        response,
        urgency,
        severity,
        certainty,
        ...variables.map(({ name, type }) => `{${name}}: ${t(`types.${type}`)}`),
        lifeSafety && t('lifeSafety'),
        ends && t('ends'),
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  );
}

/** Shows that a version waits, and the button by which another officer than its writer approves it. */
function Waiting({ newer, used }: { newer: WireTemplate; used: WireTemplate | undefined }) {
  const t = useTranslations('alertConsole.templates');
  const { has, refreshTemplates } = useDesk();
  const you = useClientState((state) => state.you.id);
  const [problem, setProblem] = useState<Problem | null>(null);
  const own = newer.by?.id === you;
  async function approve() {
    const answer = await post(`/api/v1/alert-templates/${newer.name}/approve`, { hash: newer.hash });
    setProblem(answer.ok ? null : answer);
    await refreshTemplates();
  }
  return (
    <div className="mb-4 grid gap-2 rounded-card bg-warn p-4 text-warn-ink">
      <p>{t(used ? 'waitsText' : 'waitsNew', { name: newer.by?.name ?? t('nobody') })}</p>
      {own ? (
        <p>{t('own')}</p>
      ) : (
        has('approver', 'drafter') && (
          <button type="button" className="button button-primary justify-self-start" onClick={approve}>
            {t('approve')}
          </button>
        )
      )}
      <ProblemLine problem={problem} texts={{ conflict: t('changed'), forbidden: t('noRight') }} />
    </div>
  );
}
