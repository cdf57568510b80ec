import { type FormEvent, useRef, useState } from 'react';
import type { Posted, Refusal } from './post';

type Fields = Record<string, string>;

/**
 * Returns the state and the submit handler of a form that JavaScript sends. It sends once at a time; after a refusal
 * the focus goes to the invalid field.
 * @param send sends the request; `data` has the values of multiple choices.
 * @param done is called after a success and decides when the form may be used again.
 */
export function useForm(
  send: (fields: Fields, data: FormData) => Promise<Posted>,
  done: (body: unknown, form: HTMLFormElement) => 'again' | 'leaving',
) {
  const [state, setState] = useState<{ busy: boolean; refusal: Refusal | null }>({
    busy: false,
    refusal: null,
  });
  const underway = useRef(false);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (underway.current) return;
    const form = event.currentTarget;
    const data = new FormData(form);
    const fields = Object.fromEntries(
      [...data].map(([name, value]): [string, string] => [name, String(value)]),
    );
    underway.current = true;
    setState({ busy: true, refusal: null });
    const answer = await send(fields, data);
    underway.current = false;
    if (answer.ok) return setState({ busy: done(answer.body, form) === 'leaving', refusal: null });
    setState({ busy: false, refusal: answer });
    const wrong = answer.field ? form.elements.namedItem(answer.field) : null;
    if (wrong instanceof HTMLElement) wrong.focus();
  }

  return { ...state, onSubmit };
}
