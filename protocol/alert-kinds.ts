/** The terms of alerts. Kept apart from the zod schemas, so that the page and the service worker can import them. */

/** What an alert is. The kind is fixed when the alert is drafted, and nothing changes it. */
export const ALERT_KINDS = ['live', 'exercise', 'test'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** The word that an officer types to submit and to approve, by kind. */
export const CONFIRM_WORDS: Record<AlertKind, string> = { live: 'ALERT', exercise: 'EXERCISE', test: 'TEST' };

/** What a revision of an alert is. `cancel`: the alert was sent in error. The last three end the alert. */
export const ALERT_TYPES = ['alert', 'update', 'correction', 'all_clear', 'cancel', 'expired'] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

/** Why a person is told of an alert. `unknown`: where the person is, is not known. */
export const ALERT_REASONS = [
  'inside',
  'declared',
  'probably',
  'left',
  'unknown',
  'campus',
  'entered',
  'group',
  'officer',
] as const;
export type AlertReason = (typeof ALERT_REASONS)[number];

/** The rights that administrators grant. Reporting an incident needs none. */
export const ALERT_ROLES = ['drafter', 'approver', 'sole_operator', 'warden', 'auditor'] as const;
export type AlertRole = (typeof ALERT_ROLES)[number];

/** How far an alert has come to a person, in this order. `received`: the browser has it; `displayed`: it shows it. */
export const ALERT_REACHES = ['targeted', 'failed', 'handed', 'received', 'displayed'] as const;
export type AlertReach = (typeof ALERT_REACHES)[number];

export const ALERT_CHANNELS = ['socket', 'push', 'email', 'webhook'] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

/** What a person answers. `away`: the person is not there. */
export const ALERT_ANSWERS = ['safe', 'help', 'away'] as const;
export type AlertAnswer = (typeof ALERT_ANSWERS)[number];

/** The languages of alerts. */
export const ALERT_LANGUAGES = ['pt', 'en'] as const;
export type AlertLanguage = (typeof ALERT_LANGUAGES)[number];

/** What the headline of an alert that is not live begins with, on every channel. */
export const KIND_MARKS: Record<AlertKind, Record<AlertLanguage, string>> = {
  live: { pt: '', en: '' },
  exercise: { pt: 'EXERCÍCIO: ', en: 'EXERCISE: ' },
  test: { pt: 'TESTE: ', en: 'TEST: ' },
};

/** The parts of a text of an alert: a headline and the six elements of a warning. */
export const ALERT_ELEMENTS = ['headline', 'source', 'hazard', 'impact', 'where', 'action', 'time'] as const;

/** The terms of CAP 1.2 that a template states. */
export const CAP_CATEGORIES = [
  'Geo',
  'Met',
  'Safety',
  'Security',
  'Rescue',
  'Fire',
  'Health',
  'Env',
  'Transport',
  'Infra',
  'CBRNE',
  'Other',
] as const;
export const CAP_RESPONSES = [
  'Shelter',
  'Evacuate',
  'Prepare',
  'Execute',
  'Avoid',
  'Monitor',
  'Assess',
  'AllClear',
  'None',
] as const;
export const CAP_URGENCIES = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const;
export const CAP_SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const;
export const CAP_CERTAINTIES = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const;

/** The types of a template's variables: the name of a building, a time of the day, a gate, a number. */
export const VARIABLE_TYPES = ['building', 'time', 'gate', 'number'] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];
