import { alertsAt, alertsToShow, isUnseen, knownAt } from '@/clients/state/alert-lists';
import type { KnownAlert } from '@/clients/state/alerts';
import type { State } from '@/clients/state/state';
import type { AlertAnswer, AlertKind, AlertLanguage, AlertType } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';
import type { Client } from '../client';
import { type Frame, type Row, row } from '../screen/frame';
import type { Input } from '../screen/keys';
import { cleanLine } from '../text/clean';
import { type Editor, EMPTY, edit, insert, textOf } from '../text/editor';
import { clockOf } from '../text/message-lines';
import type { Style } from '../text/style';
import { cut, fill, wrap } from '../text/width';
import { editCommandOf } from './edit-keys';
import { endOf } from './form';
import type { View } from './view';

/** The words of a kind of alert. An exercise and a test never look like a live alert. */
const KIND_WORDS: Record<AlertKind, string> = {
  live: '/!\\ ALERT · ALERTA',
  exercise: '[E] EXERCISE · EXERCÍCIO',
  test: '[T] TEST · TESTE',
};
const TYPE_WORDS: Record<AlertType, string> = {
  alert: '',
  update: 'update',
  correction: 'correction',
  all_clear: 'ALL CLEAR',
  cancel: 'SENT IN ERROR',
  expired: 'ended',
};
const ANSWERS: Record<string, AlertAnswer> = { '1': 'safe', '2': 'help', '3': 'away' };
const ANSWER_WORDS: Record<AlertAnswer, string> = {
  safe: 'I am safe',
  help: 'I need help',
  away: 'I am not there',
};

/** Returns the time of the server in milliseconds since 1970; `now`: of this machine. */
export const serverTime = ({ clock }: Pick<State, 'clock'>, now: number): number => now + clock;

/** Returns the alert that must be shown over everything at a time of this machine, or null. */
export function unseenAlert(state: State, now: number): KnownAlert | null {
  const building = state.place?.building?.id ?? null;
  return (
    alertsToShow(alertsAt(state.alerts, serverTime(state, now))).find((known) => isUnseen(known, building)) ??
    null
  );
}

/** Returns a line about the alerts that are active at a time of this machine, styled, for a width; null for none. */
export function alertLine(
  state: State,
  { style, language, width, now }: { style: Style; language: AlertLanguage; width: number; now: number },
): string | null {
  const active = alertsToShow(alertsAt(state.alerts, serverTime(state, now))).filter(
    ({ alert }) => alert.active,
  );
  const [first] = active;
  if (!first) return null;
  const more = active.length > 1 ? ` (+${active.length - 1})` : '';
  return groundOf(first.alert, style)(fill(` F5 ${headlineOf(first.alert, language)}${more}`, width));
}

const headlineOf = ({ texts }: WireAlert, language: AlertLanguage) => cleanLine(texts[language].headline);

/** A live alert is red; its end and anything else are not. */
function groundOf({ kind, active }: WireAlert, style: Style): Style['bad'] {
  if (!active) return style.inverse;
  return kind === 'live' ? style.bad : style.warn;
}

/** An alert over the whole screen, until the person answers or, once it has ended, closes it. */
export function createAlert(options: {
  client: Client;
  id: string;
  style: Style;
  /** The language that is shown first. */
  language: AlertLanguage;
  /** Called when the person has answered or closed it. */
  close: () => void;
  problem: (text: string) => void;
  now?: () => number;
}): View & { id: string } {
  const { client, id, style, language, close, now = Date.now } = options;
  let top = 0;
  /** Where exactly help is needed, while it is typed. */
  let place: Editor | null = null;
  const known = (): KnownAlert | undefined => {
    const state = client.store.get();
    const found = state.alerts[id];
    return found && knownAt(found, serverTime(state, now()));
  };

  function answer(answered: AlertAnswer, where?: string) {
    const revision = known()?.alert.revision ?? 0;
    // The card closes at once; a lost answer is said, and the alert opens again.
    client.store.dispatch({ type: 'alert noted', id, note: { answer: answered, closed: revision } });
    close();
    client
      .call(`/api/v1/alerts/${id}/answer`, { body: { answer: answered, ...(where && { place: where }) } })
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        options.problem(
          `Your answer "${ANSWER_WORDS[answered]}" did not arrive: ${why} Press F5 and answer again.`,
        );
      });
  }

  function leave() {
    const revision = known()?.alert.revision ?? 0;
    client.store.dispatch({ type: 'alert noted', id, note: { closed: revision } });
    close();
  }

  function textLines({ alert, reason, answer: given }: KnownAlert, width: number): string[] {
    const other = language === 'pt' ? 'en' : 'pt';
    const of = (each: AlertLanguage) => {
      const { headline, action, where, hazard, impact, time, source } = alert.texts[each];
      return [headline, action, where, hazard, impact, time, source].map(cleanLine);
    };
    const [headline = '', ...rest] = of(language);
    const area = alert.area.campus?.name ?? alert.area.buildings.map(({ name }) => name).join(', ');
    return [
      ...wrap(headline, width).map(style.bold),
      ...rest.flatMap((line) => wrap(line, width)),
      '',
      ...wrap(`${cleanLine(area)} · ${clockOf(alert.at)} · ${alert.revision}`, width).map(style.dim),
      ...(reason === 'unknown' ? wrap('It is not known where you are. Are you there?', width) : []),
      ...(given ? wrap(`You answered: ${ANSWER_WORDS[given]}.`, width) : []),
      '',
      ...of(other).flatMap((line) => wrap(line, width)),
    ];
  }

  return {
    id,
    draw({ columns, rows }): Frame {
      const shown = known();
      if (!shown) return { rows: [], caret: null };
      const { alert } = shown;
      const words = [KIND_WORDS[alert.kind], TYPE_WORDS[alert.type]].filter(Boolean).join(' · ');
      const banner: Row = row(groundOf(alert, style)(fill(` ${words}`, columns)));
      const foot = footOf(shown, columns);
      const height = Math.max(1, rows - 1 - foot.rows.length);
      const lines = textLines(shown, columns);
      top = Math.max(0, Math.min(top, lines.length - height));
      const body = lines.slice(top, top + height).map((line) => row(line));
      while (body.length < height) body.push([]);
      return {
        rows: [banner, ...body, ...foot.rows],
        caret: foot.caret === null ? null : { row: 1 + height + foot.rows.length - 1, column: foot.caret },
      };
    },
    take(input: Input) {
      const shown = known();
      if (!shown) return close();
      if (place) return takePlace(input);
      if (input.kind === 'mouse') {
        if (input.what !== 'click') top += input.what === 'wheel up' ? -1 : 1;
        return;
      }
      const chosen = input.kind === 'text' ? ANSWERS[input.text] : undefined;
      if (chosen && shown.alert.active) {
        if (chosen === 'help') place = EMPTY;
        else answer(chosen);
      } else if (input.kind === 'key') {
        if (input.key === 'up' || input.key === 'page up') top--;
        else if (input.key === 'down' || input.key === 'page down') top++;
        else if ((input.key === 'enter' || input.key === 'escape') && (!shown.alert.active || shown.answer))
          leave();
      }
    },
  };

  function footOf(
    { alert, answer: given }: KnownAlert,
    columns: number,
  ): { rows: Row[]; caret: number | null } {
    if (place) {
      const question = columns >= 60 ? 'Where exactly? (Enter sends) ' : 'Where? ';
      const text = endOf(place.before, Math.max(1, columns - question.length - 1));
      return { rows: [row(style.bold(question) + text)], caret: question.length + text.length };
    }
    if (!alert.active) return { rows: [row(style.inverse(cut(' Enter: close ', columns)))], caret: null };
    const leaving = given ? '  Enter: back' : '';
    const long = ` 1 I am safe   2 I need help   3 I am not there ${leaving}`;
    const short = ' 1safe 2help 3away';
    return { rows: [row(style.inverse(cut(columns >= long.length ? long : short, columns)))], caret: null };
  }

  function takePlace(input: Input) {
    if (!place || input.kind === 'mouse') return;
    if (input.kind === 'text') place = insert(place, cleanLine(input.text.replaceAll('\n', ' ')));
    else if (input.key === 'escape') place = null;
    else if (input.key === 'enter') {
      const where = textOf(place).trim();
      place = null;
      answer('help', where);
    } else {
      const command = editCommandOf(input.key);
      if (command) place = edit(place, command);
    }
  }
}
