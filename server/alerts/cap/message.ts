import type { Circle, Pair } from './areas';
import type { Reference } from './values';

export const CAP_STATUSES = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const;
export const CAP_MESSAGE_TYPES = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const;
export const CAP_SCOPES = ['Public', 'Restricted', 'Private'] as const;

/** A name with its value, of a vocabulary outside CAP. */
export interface NamedValue {
  name: string;
  value: string;
}

export interface CapResource {
  description: string;
  mimeType: string;
  size: number | null;
  uri: string | null;
  derefUri: string | null;
  digest: string | null;
}

export interface CapArea {
  description: string;
  polygons: Pair[][];
  circles: Circle[];
  geocodes: NamedValue[];
  /** Decimal numbers of feet, as they are written. */
  altitude: string | null;
  ceiling: string | null;
}

/** What a message says in one language. Times are texts of CAP. */
export interface CapInfo {
  /** `en-US` if the message names none. */
  language: string;
  categories: string[];
  event: string;
  responses: string[];
  urgency: string;
  severity: string;
  certainty: string;
  audience: string | null;
  eventCodes: NamedValue[];
  effective: string | null;
  onset: string | null;
  expires: string | null;
  senderName: string | null;
  headline: string | null;
  description: string | null;
  instruction: string | null;
  web: string | null;
  contact: string | null;
  parameters: NamedValue[];
  resources: CapResource[];
  areas: CapArea[];
}

/** A message of CAP 1.2 (OASIS, 2010). An optional element that is absent is null; one that may repeat is a list. */
export interface CapMessage {
  identifier: string;
  sender: string;
  sent: string;
  status: (typeof CAP_STATUSES)[number];
  msgType: (typeof CAP_MESSAGE_TYPES)[number];
  source: string | null;
  scope: (typeof CAP_SCOPES)[number];
  restriction: string | null;
  addresses: string[];
  codes: string[];
  note: string | null;
  references: Reference[];
  incidents: string[];
  infos: CapInfo[];
}

export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2';
export const SIGNATURE_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#';
