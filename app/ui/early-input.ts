type Field = HTMLInputElement | HTMLTextAreaElement;

/** Input on the page before its scripts were loaded. */
export interface EarlyInput {
  /** The last click on a button, or the last form submitted. */
  last: MouseEvent | SubmitEvent | null;
  /** What was typed, by field. */
  typed: Map<Field, string>;
  /** Stops listening. */
  stop(): void;
}

declare global {
  interface Window {
    quadEarly?: EarlyInput | undefined;
    /** The browser's own dialog to install the app; missing where it has none. */
    quadInstall?: (Event & { prompt(): Promise<unknown> }) | undefined;
  }
}

/**
 * Records clicks, text and forms, and that the browser can install the app, from the first byte of the page on, for `EarlyReplay`. Before React hydrates a click
 * is lost, and a form would send its fields, passwords included, in the page's URL. Runs as an inline script from
 * its source text, so it may use nothing outside itself.
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
      // Links work without scripts, and a submit button's click arrives as a submit.
      if (target.closest('button[type="button"]')) early.last = event;
    } else if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
      early.typed.set(target, target.value);
    }
  }
  for (const type of types) addEventListener(type, note, true);
  window.quadEarly = early;
  addEventListener('beforeinstallprompt', (event) => {
    window.quadInstall = event as NonNullable<Window['quadInstall']>;
  });
}

/** Dispatches the recorded input again, now that React listens. */
export function replay({ last, typed }: EarlyInput): void {
  for (const [field, text] of typed) {
    if (!field.isConnected) continue;
    // React detects a change by comparing with the value that it last set or read through the field's own property.
    field.value = '';
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, text);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  const target = last?.target;
  if (!(target instanceof Element) || !target.isConnected) return;
  if (last instanceof SubmitEvent) (target as HTMLFormElement).requestSubmit(last.submitter);
  else target.closest('button')?.click();
}
