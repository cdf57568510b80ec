'use client';

import {
  createContext,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useContext,
  useMemo,
  useRef,
  useState,
} from 'react';
import { LazyPartStatus } from '../ui/lazy-part';
import { Popover } from '../ui/popover';
import { useLazyImport } from '../ui/use-lazy-import';
import type { Person } from './names';

interface Opened {
  person: Person;
  anchor: DOMRect;
  /** Whether it is open because the mouse rests on the element. */
  hovered: boolean;
}

interface Cards {
  open(opened: Opened): void;
  /** Calls `open` after the mouse has rested. */
  rest(opened: Opened): void;
  /** Closes a card that is open because of the mouse, unless the mouse comes back soon. */
  leave(): void;
}

const Context = createContext<Cards | null>(null);
/** Milliseconds that the mouse rests before a card opens, and that it may be away before it closes. */
const REST_MS = 500;
const AWAY_MS = 250;

// Loaded when first opened.
const loadCard = () => import('./person-card');

/** Provides the card of a person to every part of the page. */
export function PersonCardProvider({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  /** What is open, also while it closes. */
  const last = useRef<Opened | null>(null);
  if (opened) last.current = opened;
  const { person, hovered } = last.current ?? { person: null, hovered: false };
  /** What follows once the card has closed, which would take the focus from a dialog. */
  const next = useRef<(() => void) | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const card = useLazyImport(loadCard, opened !== null);
  const cards = useMemo<Cards>(() => {
    const open = (what: Opened) => {
      clearTimeout(timer.current);
      setOpened(what);
    };
    return {
      open,
      rest(what) {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => setOpened((now) => now ?? what), REST_MS);
      },
      leave() {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => setOpened((now) => (now?.hovered ? null : now)), AWAY_MS);
      },
    };
  }, []);

  function closed() {
    const action = next.current;
    next.current = null;
    action?.();
  }

  const Card = card.part?.PersonCard;
  return (
    <Context value={cards}>
      {children}
      <Popover
        anchor={opened?.anchor ?? null}
        label={person?.name ?? ''}
        hover={hovered ? { onEnter: () => clearTimeout(timer.current), onLeave: cards.leave } : undefined}
        onClose={() => setOpened(null)}
        onClosed={closed}
      >
        {person &&
          (Card ? (
            <Card
              key={person.id}
              person={person}
              onLeave={(action) => {
                next.current = action;
                setOpened(null);
              }}
            />
          ) : (
            <LazyPartStatus {...card} />
          ))}
      </Popover>
    </Context>
  );
}

/**
 * Returns the props of a button that opens the card of a person; with `hover` also the resting mouse opens it. Throws
 * outside `PersonCardProvider`.
 */
export function usePersonCard({ id, name }: Person, { hover = false } = {}) {
  const cards = useContext(Context);
  if (!cards) throw new Error('usePersonCard needs a PersonCardProvider');
  const beside = (element: Element, hovered: boolean): Opened => ({
    person: { id, name },
    anchor: element.getBoundingClientRect(),
    hovered,
  });
  return {
    'aria-haspopup': 'dialog' as const,
    onClick: ({ currentTarget }: MouseEvent) => cards.open(beside(currentTarget, false)),
    ...(hover && {
      onPointerEnter({ currentTarget, pointerType }: PointerEvent) {
        if (pointerType === 'mouse') cards.rest(beside(currentTarget, true));
      },
      onPointerLeave: cards.leave,
    }),
  };
}
