import { type FormEvent, useRef, useState } from 'react';
import type { Posted, Refusal } from './post';

type Fields = Record<string, string>;

/**
 * A form that is sent by us: one sending at a time, and on a refusal the focus goes to the field that was wrong.
 * @param send asks for what the form is for; `data` has what was chosen several times.
 * @param done is told once it is done, and says when the form may be used again.
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
