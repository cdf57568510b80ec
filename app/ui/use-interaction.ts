'use client';

import { useMemo, useState } from 'react';

/**
 * Returns `held`, whether the mouse is over an element or the keyboard's focus in it, and the element's handlers.
 * Nothing in the element should move while it is held.
 */
export function useInteraction() {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const handlers = useMemo(
    () => ({
      onPointerEnter: (event: { pointerType: string }) => setPointed(event.pointerType === 'mouse'),
      onPointerLeave: () => setPointed(false),
      onFocus: (event: { target: Element }) => setFocused(event.target.matches(':focus-visible')),
      onBlur: () => setFocused(false),
    }),
    [],
  );
  return { held: pointed || focused, handlers };
}
