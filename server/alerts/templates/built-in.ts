import type { AlertText, TemplateContent } from '@/protocol/alerts';

/**
 * The templates that come with Quad, in version 0; the review of the program is their approval. Short sentences, what to
 * do first of all, and nothing that an officer would have to write in a hurry.
 */
type Words = Omit<AlertText, 'source' | 'where' | 'time'> & Partial<AlertText>;

const texts = (pt: Words, en: Words): TemplateContent['texts'] => ({
  pt: { source: 'Segurança do campus', where: '{place}', time: 'Às {time}', ...pt },
  en: { source: 'Campus security', where: '{place}', time: 'At {time}', ...en },
});

const time = { name: 'time', type: 'time' } as const;
const lifeSafety: Pick<
  TemplateContent,
  'urgency' | 'severity' | 'certainty' | 'lifeSafety' | 'ends' | 'variables'
> = {
  urgency: 'Immediate',
  severity: 'Severe',
  certainty: 'Observed',
  lifeSafety: true,
  ends: false,
  variables: [time],
};

export const BUILT_IN: Readonly<Record<string, TemplateContent>> = {
  evacuate: {
    ...lifeSafety,
    variables: [time, { name: 'meeting', type: 'building' }],
    category: 'Safety',
    event: 'Evacuation',
    response: 'Evacuate',
    texts: texts(
      {
        headline: 'Saia já: {place}',
        hazard: 'Há perigo dentro do edifício.',
        impact: 'Quem ficar dentro corre risco.',
        action: 'Saia já pelas escadas, não use elevadores, e vá para junto de {meeting}.',
      },
      {
        headline: 'Leave now: {place}',
        hazard: 'There is danger inside the building.',
        impact: 'Whoever stays inside is at risk.',
        action: 'Leave now by the stairs, use no lifts, and go to {meeting}.',
      },
    ),
  },
  shelter: {
    ...lifeSafety,
    category: 'Safety',
    event: 'Shelter in place',
    response: 'Shelter',
    texts: texts(
      {
        headline: 'Abrigue-se: {place}',
        hazard: 'Há perigo fora dos edifícios.',
        impact: 'Quem está ao ar livre pode ser ferido.',
        action: 'Fique dentro de um edifício, longe de janelas, até novo aviso.',
      },
      {
        headline: 'Take shelter: {place}',
        hazard: 'There is danger outside the buildings.',
        impact: 'People outdoors can be hurt.',
        action: 'Stay inside a building, away from windows, until you are told otherwise.',
      },
    ),
  },
  lockdown: {
    ...lifeSafety,
    category: 'Security',
    event: 'Violent person',
    response: 'Avoid',
    severity: 'Extreme',
    texts: texts(
      {
        headline: 'Perigo, afaste-se: {place}',
        hazard: 'Há uma pessoa violenta.',
        impact: 'Quem estiver por perto pode ser morto ou ferido.',
        action:
          'Fuja se puder. Se não, tranque a porta, silencie o telemóvel e esconda-se. Não venha para aqui.',
      },
      {
        headline: 'Danger, stay away: {place}',
        hazard: 'There is a violent person.',
        impact: 'People nearby can be killed or hurt.',
        action: 'Run if you can. If not, lock the door, silence your phone and hide. Do not come here.',
      },
    ),
  },
  fire: {
    ...lifeSafety,
    category: 'Fire',
    event: 'Fire',
    response: 'Evacuate',
    texts: texts(
      {
        headline: 'Fogo, saia já: {place}',
        hazard: 'Há um fogo no edifício.',
        impact: 'O fumo e o fogo podem matar.',
        action: 'Saia já pelas escadas, não use elevadores, e afaste-se do edifício.',
      },
      {
        headline: 'Fire, leave now: {place}',
        hazard: 'There is a fire in the building.',
        impact: 'Smoke and fire can kill.',
        action: 'Leave now by the stairs, use no lifts, and move away from the building.',
      },
    ),
  },
  'hazardous-material': {
    ...lifeSafety,
    category: 'CBRNE',
    event: 'Hazardous material',
    response: 'Avoid',
    variables: [time, { name: 'metres', type: 'number' }],
    texts: texts(
      {
        headline: 'Substância perigosa: {place}',
        hazard: 'Há uma fuga de uma substância perigosa.',
        impact: 'Respirá-la ou tocar-lhe pode fazer mal.',
        action:
          'Afaste-se pelo menos {metres} metros, contra o vento. Dentro de outros edifícios, feche as janelas.',
      },
      {
        headline: 'Hazardous material: {place}',
        hazard: 'A hazardous substance has leaked.',
        impact: 'Breathing or touching it can harm you.',
        action:
          'Move at least {metres} metres away, against the wind. In other buildings, close the windows.',
      },
    ),
  },
  earthquake: {
    ...lifeSafety,
    category: 'Geo',
    event: 'Earthquake',
    response: 'Execute',
    severity: 'Extreme',
    texts: texts(
      {
        headline: 'Sismo: {place}',
        hazard: 'Houve um sismo. Pode haver réplicas.',
        impact: 'Podem cair objetos, vidros e partes de edifícios.',
        action: 'Baixe-se, proteja-se, aguarde. Quando parar, saia pelas escadas para um espaço aberto.',
      },
      {
        headline: 'Earthquake: {place}',
        hazard: 'There was an earthquake. Aftershocks are possible.',
        impact: 'Objects, glass and parts of buildings can fall.',
        action: 'Drop, cover, hold on. When it stops, go down the stairs to an open space.',
      },
    ),
  },
  'severe-weather': {
    ...lifeSafety,
    category: 'Met',
    event: 'Severe weather',
    response: 'Prepare',
    urgency: 'Expected',
    certainty: 'Likely',
    lifeSafety: false,
    variables: [time, { name: 'until', type: 'time' }],
    texts: texts(
      {
        headline: 'Mau tempo: {place}',
        hazard: 'Espera-se mau tempo até às {until}.',
        impact: 'Podem cair ramos e objetos soltos, e haver inundações.',
        action: 'Fique dentro, afaste-se de árvores, e adie deslocações.',
      },
      {
        headline: 'Severe weather: {place}',
        hazard: 'Severe weather is expected until {until}.',
        impact: 'Branches and loose objects can fall, and there can be floods.',
        action: 'Stay inside, keep away from trees, and put off journeys.',
      },
    ),
  },
  'utility-failure': {
    ...lifeSafety,
    category: 'Infra',
    event: 'Power or water failure',
    response: 'Prepare',
    severity: 'Moderate',
    lifeSafety: false,
    variables: [time, { name: 'until', type: 'time' }],
    texts: texts(
      {
        headline: 'Sem luz ou água: {place}',
        hazard: 'Falta eletricidade ou água.',
        impact: 'Elevadores, luzes e laboratórios podem parar até às {until}.',
        action: 'Não use elevadores. Deixe as experiências em segurança.',
      },
      {
        headline: 'No power or water: {place}',
        hazard: 'Electricity or water has failed.',
        impact: 'Lifts, lights and laboratories may stop until {until}.',
        action: 'Use no lifts. Leave experiments in a safe state.',
      },
    ),
  },
  advisory: {
    ...lifeSafety,
    category: 'Security',
    event: 'Advisory',
    response: 'Monitor',
    urgency: 'Expected',
    severity: 'Minor',
    certainty: 'Possible',
    lifeSafety: false,
    texts: texts(
      {
        headline: 'Esteja atento: {place}',
        hazard: 'Está a decorrer uma ocorrência, ou procura-se uma pessoa.',
        impact: 'Não há perigo conhecido para quem está no campus.',
        action: 'Esteja atento, siga as indicações da segurança, e diga o que vir.',
      },
      {
        headline: 'Be alert: {place}',
        hazard: 'There is an incident, or a person is missing.',
        impact: 'No danger to people on campus is known.',
        action: 'Be alert, follow the instructions of security, and report what you see.',
      },
    ),
  },
  'all-clear': {
    ...lifeSafety,
    category: 'Safety',
    event: 'All clear',
    response: 'AllClear',
    urgency: 'Past',
    severity: 'Minor',
    lifeSafety: false,
    ends: true,
    texts: texts(
      {
        headline: 'O perigo passou: {place}',
        hazard: 'O perigo passou.',
        impact: 'Já não há risco conhecido.',
        action: 'Pode retomar a sua atividade.',
      },
      {
        headline: 'All clear: {place}',
        hazard: 'The danger has passed.',
        impact: 'No risk is known any more.',
        action: 'You can go on with what you were doing.',
      },
    ),
  },
};

/** What replaces an alert that was sent in error. No officer can change it: it must be right without a look. */
export const SENT_IN_ERROR = texts(
  {
    headline: 'Enviado por engano: {place}',
    hazard: 'O alerta anterior foi enviado por engano.',
    impact: 'Não há perigo.',
    action: 'Ignore o alerta anterior.',
    time: 'Agora',
  },
  {
    headline: 'Sent in error: {place}',
    hazard: 'The alert before was sent in error.',
    impact: 'There is no danger.',
    action: 'Ignore the alert before.',
    time: 'Now',
  },
);

/** What replaces an alert whose time has passed: nobody has said whether the danger is over. */
export const EXPIRED = texts(
  {
    headline: 'Alerta expirado: {place}',
    hazard: 'O alerta anterior expirou.',
    impact: 'Não foi confirmado que o perigo passou.',
    action: 'Siga as indicações no local.',
    time: 'Agora',
  },
  {
    headline: 'Alert expired: {place}',
    hazard: 'The alert before has expired.',
    impact: 'It is not confirmed that the danger has passed.',
    action: 'Follow the instructions at the place.',
    time: 'Now',
  },
);
