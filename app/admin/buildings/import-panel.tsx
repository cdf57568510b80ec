'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type DragEvent, useEffect, useRef, useState, useTransition } from 'react';
import type { WirePreview } from '@/protocol/place-changes';
import type { Building } from '../../places/places';
import { UploadIcon } from '../../ui/later-icons';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { Switch } from '../../ui/switch';
import { FaultText } from './fault-text';
import { ImportPreview } from './import-preview';

/** The largest file that the server reads. */
const MAX_BYTES = 4 * 1024 * 1024;

interface Props {
  preview: WirePreview | null;
  onPreview: (preview: WirePreview | null) => void;
  /** Called with a building to show on the map. */
  onShow: (building: Building) => void;
  /** Called when it is over; with what was imported, or without when it was cancelled. */
  onEnd: (text?: string) => void;
}

interface Read {
  name: string;
  file: Record<string, unknown>;
}

/** Lets an administrator choose a file, see what its import would change, and import it. */
export function ImportPanel({ preview, onPreview, onShow, onEnd }: Props) {
  const t = useTranslations('adminPlaces.importing');
  const router = useRouter();
  const [read, setRead] = useState<Read | null>(null);
  const [complete, setComplete] = useState(false);
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [unreadable, setUnreadable] = useState<'notJson' | 'tooLarge' | null>(null);

  /** The number of the newest choice or look; the answers of older ones are dropped. */
  const newest = useRef(0);
  useEffect(() => () => void newest.current++, []);

  function look(next: Read, whole: boolean) {
    const number = ++newest.current;
    setProblem(null);
    start(async () => {
      const answer = await post('/api/v1/admin/places/preview', { file: next.file, complete: whole });
      if (number !== newest.current) return;
      onPreview(answer.ok ? answer.body : null);
      if (!answer.ok) setProblem(answer);
    });
  }
  async function choose(file: File | undefined) {
    if (!file) return;
    const number = ++newest.current;
    setRead(null);
    onPreview(null);
    setProblem(null);
    if (file.size > MAX_BYTES) return setUnreadable('tooLarge');
    const json = parseObject(await file.text());
    if (number !== newest.current) return;
    setUnreadable(json ? null : 'notJson');
    if (!json) return;
    const next = { name: file.name.slice(0, 120), file: json };
    setRead(next);
    look(next, complete);
  }
  function change(whole: boolean) {
    setComplete(whole);
    if (read) look(read, whole);
  }
  function importIt() {
    if (!read || !preview) return;
    setProblem(null);
    start(async () => {
      const { version } = preview;
      const answer = await post('/api/v1/admin/places/import', { ...read, complete, version });
      if (answer.ok) {
        router.refresh();
        onEnd(t('done', { name: read.name }));
      } else if (answer.code === 'conflict') {
        look(read, complete);
        setProblem(answer);
      } else setProblem(answer);
    });
  }
  function dropped(event: DragEvent) {
    event.preventDefault();
    void choose(event.dataTransfer.files[0]);
  }
  const count = preview ? preview.added.length + preview.changed.length + preview.removed.length : 0;
  const nothing =
    preview !== null && count + preview.campuses.added.length + preview.campuses.changed.length === 0;

  return (
    <section aria-label={t('title')} className="card flex flex-col gap-4 p-4">
      <h2 className="font-display text-title">{t('title')}</h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the field inside is the equivalent for the keyboard */}
      <div onDragOver={(event) => event.preventDefault()} onDrop={dropped}>
        <label className="flex min-h-24 cursor-pointer flex-col items-center justify-center gap-1 rounded-card border-2 border-edge border-dashed p-3 text-center hover:bg-sunk has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent">
          <UploadIcon size={22} />
          <span className="font-medium">{t('choose')}</span>
          {read && <span className="max-w-full truncate text-accent text-sm">{read.name}</span>}
          <span className="text-soft text-xs">{t('formats')}</span>
          <input
            type="file"
            accept=".json,.geojson,application/json,application/geo+json"
            className="sr-only"
            onChange={(event) => {
              void choose(event.target.files?.[0]);
              // So that the same file, once corrected, can be chosen again.
              event.target.value = '';
            }}
          />
        </label>
      </div>
      {unreadable && (
        <p role="alert" className="text-bad text-sm">
          {t(unreadable)}
        </p>
      )}
      {read && (
        <Switch
          label={t('complete')}
          hint={t('completeText')}
          on={complete}
          disabled={pending}
          onClick={() => change(!complete)}
        />
      )}
      {problem?.code === 'bad_request' ? (
        <FaultText problem={problem} />
      ) : (
        <ProblemLine problem={problem} texts={{ conflict: t('stale') }} />
      )}
      <div className="flex gap-2">
        <button type="button" className="button" onClick={() => onEnd()}>
          {t('cancel')}
        </button>
        <button
          type="button"
          className="button button-primary flex-1"
          disabled={pending || !preview || nothing}
          onClick={importIt}
        >
          {t('import', { count })}
        </button>
      </div>
      {preview && <ImportPreview preview={preview} onShow={onShow} />}
    </section>
  );
}

/** Returns the object in a text of JSON; null for anything else. */
function parseObject(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
