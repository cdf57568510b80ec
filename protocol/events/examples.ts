import type { WireAlert } from '@/protocol/alerts';
import type { WireCall } from '@/protocol/bots';
import type { ErrorBody } from '@/protocol/errors';
import type { WireConversation, WireEntry, WirePerson, WirePlace } from '@/protocol/messages';
import type { WireNotice } from '@/protocol/safety';

/** The ids in the examples of the documents. Tests replace them by ids that exist. */
export const EXAMPLE = {
  conversation: '0b6f4e4e-6c0d-4f6e-9a53-0d6c5c1f7a10',
  message: '5d1c52a4-3f2b-4c7e-8f0a-2b7f0f1f9b21',
  session: '9a0d8c1e-7b5f-4d3a-b1c2-6e4f5a3b2c1d',
  report: 'c3f1e2d4-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
  photo: '7c1a9b52-1f0e-4d3c-8b7a-5e4d3c2b1a09',
  clientId: 'note-0001-of-mine',
  self: 'ist1100001',
  other: 'ist1100002',
  /** A user to whom no example sends a message. */
  stranger: 'ist1100005',
  bot: 'door-bot',
  building: 'central-library',
  token: 'secret-of-the-token',
} as const;

const named = { id: EXAMPLE.self, name: 'Ana Silva' };
export const exampleNamed = { id: EXAMPLE.other, name: 'Rui Costa' };

export const exampleEntry: WireEntry = {
  conversation: { id: EXAMPLE.conversation, kind: 'direct', with: EXAMPLE.other },
  seq: 42,
  rev: 42,
  message: {
    id: EXAMPLE.message,
    clientId: EXAMPLE.clientId,
    from: { kind: 'user', ...named },
    text: 'hello',
    at: '2026-11-28T09:30:00.000Z',
  },
};

export const exampleConversation: WireConversation = {
  id: EXAMPLE.conversation,
  kind: 'direct',
  with: EXAMPLE.other,
  title: exampleNamed.name,
  topic: null,
  public: false,
  members: [],
  open: true,
  head: 42,
  read: 42,
  unread: 0,
  mentions: 0,
  muted: false,
  version: 3,
  last: exampleEntry,
};

export const exampleNotice: WireNotice = {
  id: EXAMPLE.report,
  kind: 'warning',
  at: '2026-11-28T09:30:00.000Z',
  text: 'Please do not post adverts.',
  report: null,
};

const building = { id: EXAMPLE.building, name: 'Central library' };

export const examplePlace: WirePlace = {
  sharing: true,
  building,
  declared: false,
  state: 'inside',
  range: 128,
  until: 'gone',
};

export const examplePerson: WirePerson = {
  ...exampleNamed,
  building,
  declared: false,
  inBuilding: true,
  band: 'here',
};

export const exampleBot = { id: EXAMPLE.bot, building };

export const exampleCall: WireCall = {
  id: EXAMPLE.report,
  kind: 'command',
  place: { id: EXAMPLE.conversation, kind: 'building', title: building.name },
  message: EXAMPLE.message,
  command: 'menu',
  text: 'tomorrow',
  person: '3u8bH1oYp0eW2xQm',
  at: '2026-11-28T09:30:00.000Z',
  token: `${EXAMPLE.report}.${EXAMPLE.token}`,
};

export const exampleError: ErrorBody = {
  error: {
    code: 'rate_limited',
    message: 'Too many requests. Wait a moment and try again.',
    retryable: true,
    retryAfter: 1,
  },
};

export const exampleAlert: WireAlert = {
  id: EXAMPLE.report,
  kind: 'exercise',
  revision: 1,
  type: 'alert',
  active: true,
  category: 'Safety',
  event: 'Shelter in place',
  response: 'Shelter',
  urgency: 'Immediate',
  severity: 'Severe',
  certainty: 'Likely',
  texts: {
    pt: {
      headline: 'EXERCÍCIO: Abrigue-se: Biblioteca Central',
      source: 'Segurança do campus',
      hazard: 'Há perigo fora dos edifícios.',
      impact: 'Quem está ao ar livre pode ser ferido.',
      where: 'Biblioteca Central',
      action: 'Fique dentro de um edifício, longe de janelas, até novo aviso.',
      time: 'Desde as 14:05',
    },
    en: {
      headline: 'EXERCISE: Take shelter: Central Library',
      source: 'Campus security',
      hazard: 'There is danger outside the buildings.',
      impact: 'People outdoors can be hurt.',
      where: 'Central Library',
      action: 'Stay inside a building, away from windows, until you are told otherwise.',
      time: 'Since 14:05',
    },
  },
  area: { campus: null, buildings: [{ id: EXAMPLE.building, name: 'Central Library' }] },
  issued: '2026-11-28T14:05:00.000Z',
  at: '2026-11-28T14:05:00.000Z',
  nextUpdate: '2026-11-28T14:20:00.000Z',
  expires: '2026-11-28T18:05:00.000Z',
};
