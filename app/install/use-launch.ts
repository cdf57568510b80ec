'use client';

import { useEffect, useRef } from 'react';
import { shortened } from '@/clients/worker/share-url';

export interface Shared {
  text: string;
  /** The id of the files, which this browser has stored; null for none. */
  files: string | null;
}

export interface Launch {
  /** A shortcut of the installed app opens the dialog of a new message. */
  onNew: () => void;
  /** Another app shares a text, files, or both. */
  onShared: (shared: Shared) => void;
}

/** Does what the app was opened for, as the fragment of the URL says it, and removes the fragment. */
export function useLaunch(launch: Launch): void {
  const latest = useRef(launch);
  useEffect(() => {
    latest.current = launch;
  });
  useEffect(() => {
    const read = () => {
      const { hash, pathname, search } = location;
      const [, name, value = ''] = /^#(new|share)(?:=(.*))?$/.exec(hash) ?? [];
      if (!name) return;
      history.replaceState(history.state, '', pathname + search);
      if (name === 'new') latest.current.onNew();
      else {
        const [text = '', files] = value.split('&files=');
        latest.current.onShared({ text: decoded(text), files: files ?? null });
      }
    };
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
}

function decoded(text: string): string {
  try {
    // Any page can link to this one with a text of any length.
    return shortened(decodeURIComponent(text));
  } catch {
    return ''; // not from the share target
  }
}
