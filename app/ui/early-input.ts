type Field = HTMLInputElement | HTMLTextAreaElement;

/** What somebody did on the page before its scripts had come. */
export interface EarlyInput {
  /** The last click on a button, or sending of a form. */
  last: MouseEvent | SubmitEvent | null;
  /** What was typed, by field. */
  typed: Map<Field, string>;
  /** Ends the listening. */
  stop(): void;
}

declare global {
  interface Window {
    quadEarly?: EarlyInput | undefined;
  }
}

/**
 * Notes clicks, text and forms from the first byte of the page on, for `EarlyReplay`. React handles a click itself from
 * the moment in which it begins to hydrate; before that a click is lost, and a form would send its fields, passwords
 * too, in the page's address. Runs as an inline script, as text: it may use nothing from outside itself.
 */
export function noteEarlyInput(): void {
  const early: EarlyInput = {
    last: null,
    typed: new Map(),
    stop() {
      for (const type of types) removeEventListener(type, note, true);
    },
  };
  const types = ['click', 'input', 'submit'];
  function note(event: Event) {
    const { target } = event;
    if (!(target instanceof Element)) return;
    if (event instanceof SubmitEvent) {
      event.preventDefault();
      early.last = event;
    } else if (event instanceof MouseEvent) {
      // Links lead on by themselves, and what sends a form comes as that.
      if (target.closest('button[type="button"]')) early.last = event;
    } else if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
      early.typed.set(target, target.value);
    }
  }
  for (const type of types) addEventListener(type, note, true);
  window.quadEarly = early;
}

/** Does once more what was noted, now that somebody listens. */
export function replay({ last, typed }: EarlyInput): void {
  for (const [field, text] of typed) {
    if (!field.isConnected) continue;
    // React knows a change by the value that it saw last, which it set or read through the field's own property.
    field.value = '';
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, text);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  const target = last?.target;
  if (!(target instanceof Element) || !target.isConnected) return;
  if (last instanceof SubmitEvent) (target as HTMLFormElement).requestSubmit(last.submitter);
  else target.closest('button')?.click();
}
