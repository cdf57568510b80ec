import type { NewConversation } from '@/protocol/events';

/** A message of one of the sample people; `thanks`: who reacts to it, and with what emoji. */
interface SampleMessage {
  by: number;
  text: string;
  thanks?: [by: number, emoji: string][];
}

/** A conversation of the sample people, by their index in the list: 0 is the administrator. */
export interface SampleConversation {
  /** Part of its messages' client ids. */
  key: string;
  /** Who creates it. */
  by: number;
  others: number[];
  /** `direct`: with the only other user. */
  kind: 'direct' | { group: string } | Pick<Extract<NewConversation, { kind: 'channel' }>, 'title' | 'topic'>;
  messages: SampleMessage[];
}

/** Conversations of a campus, in its two languages: few, so that a first start stays fast. */
export const SAMPLE_CONVERSATIONS: SampleConversation[] = [
  {
    key: 'cantina',
    by: 0,
    others: [1, 2, 3, 4, 6, 7, 9],
    kind: { title: 'Cantina 🍲', topic: 'O que há para almoçar, e onde ainda há lugar' },
    messages: [
      {
        by: 4,
        text: 'Hoje há bacalhau à Brás e caril de grão. A fila ainda é curta.',
        thanks: [
          [1, '😋'],
          [2, '🙏'],
        ],
      },
      { by: 1, text: 'Alguém guarda lugar para três? Saímos da aula ao meio-dia e meia.' },
      { by: 2, text: '@ist1100001 estou junto à janela do fundo.', thanks: [[1, '❤️']] },
      { by: 7, text: 'Is there a vegan dish today?' },
      { by: 4, text: 'Yes, the chickpea curry. It goes fast, come before one.', thanks: [[7, '👍']] },
    ],
  },
  {
    key: 'study',
    by: 3,
    others: [0, 1, 2, 5, 6, 8, 10, 11, 12],
    kind: { title: 'Study rooms', topic: 'Where there is a free table / Onde há mesas livres' },
    messages: [
      {
        by: 5,
        text: 'The second floor of Torre Norte is nearly empty, and it is quiet.',
        thanks: [[8, '🙌']],
      },
      { by: 10, text: 'Na biblioteca já não há lugar. As salas do Pavilhão Central abrem até às 22:00.' },
      { by: 3, text: 'Reminder: the rooms close for cleaning on Friday at 18:00.' },
      {
        by: 11,
        text: 'Obrigada! Alguém quer rever Análise amanhã às 15:00?',
        thanks: [
          [12, '✋'],
          [6, '✋'],
        ],
      },
      { by: 6, text: 'Eu vou. Levo as fichas do ano passado.' },
    ],
  },
  {
    key: 'network-project',
    by: 1,
    others: [2, 5],
    kind: { group: 'Projeto de Redes' },
    messages: [
      { by: 1, text: 'Fiz o diagrama e pus na pasta. Falta a parte dos testes.' },
      { by: 5, text: 'I can write the tests tonight. Who checks the report?' },
      { by: 2, text: 'Eu revejo o relatório. Entregamos **sexta-feira**, certo?', thanks: [[1, '✅']] },
    ],
  },
  {
    key: 'keys',
    by: 0,
    others: [1],
    kind: 'direct',
    messages: [
      { by: 0, text: 'Bom dia! A chave da sala 0.17 já está na portaria.' },
      { by: 1, text: 'Vou buscá-la às dez. Obrigado!' },
    ],
  },
  {
    key: 'lost-scarf',
    by: 9,
    others: [2],
    kind: 'direct',
    messages: [{ by: 9, text: 'Did you leave a blue scarf in the lab? I have it.' }],
  },
  {
    key: 'training',
    by: 12,
    others: [8],
    kind: 'direct',
    messages: [{ by: 12, text: 'O treino de hoje passou para as 19:30.' }],
  },
];
