'use client';

import { useEffect, useRef } from 'react';
import { useNavigation } from '../navigation/navigation-provider';
import { isCovered, isTyping } from '../ui/shortcut-keys';

/** A dialog of the whole page; `share` chooses where a shared text goes. */
export type ShortcutDialog = 'palette' | 'help' | 'share';

/**
 * Handles the shortcuts of the whole page: Ctrl or Command with K opens the palette, `?` the help, Escape closes the
 * details or the conversation. Keys without Ctrl or Command do nothing in a field, and none does anything under an open
 * dialog or menu.
 */
export function useShortcuts(onOpen: (dialog: ShortcutDialog) => void): void {
  const { route, push } = useNavigation();
  const latest = useRef({ route, push, onOpen });
  useEffect(() => {
    latest.current = { route, push, onOpen };
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.altKey || event.isComposing || event.defaultPrevented || isCovered()) return;
      const { route, push, onOpen } = latest.current;
      if (event.ctrlKey || event.metaKey) {
        if (event.key.toLowerCase() !== 'k' || event.shiftKey) return;
        event.preventDefault();
        onOpen('palette');
      } else if (event.key === '?' && !isTyping(event)) {
        event.preventDefault();
        onOpen('help');
      } else if (event.key === 'Escape' && route.view && isInConversation(event)) {
        push(route.details ? {} : { view: null });
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

/** Whether nothing has the focus that uses Escape itself. */
function isInConversation({ target }: KeyboardEvent): boolean {
  return target === document.body || (target instanceof Element && target.closest('[role=log]') !== null);
}
