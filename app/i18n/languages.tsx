'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { Locale } from './locale';

const Context = createContext<readonly Locale[]>([]);

/** Tells the pages which languages users can choose. */
export function LanguagesProvider({ languages, children }: { languages: Locale[]; children: ReactNode }) {
  return <Context value={languages}>{children}</Context>;
}

/** Returns the languages that users can choose. */
export const useLanguages = () => useContext(Context);
