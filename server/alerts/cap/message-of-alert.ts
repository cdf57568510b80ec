import { ALERT_LANGUAGES, type AlertKind, type AlertLanguage, KIND_MARKS } from '@/protocol/alert-kinds';
import type { WireAlert, WireArea } from '@/protocol/alerts';
import { type BoundedBuilding, distance, partsOf } from '@/server/places/geometry';
import type { Places } from '@/server/places/places';
import type { Circle, Pair } from './areas';
import type { CapArea, CapInfo, CapMessage } from './message';
import { type Reference, timeOf } from './values';

const STATUSES: Record<AlertKind, CapMessage['status']> = {
  live: 'Actual',
  exercise: 'Exercise',
  test: 'Test',
};
const NOTE = { live: null, exercise: 'Exercise. There is no danger.', test: 'Test. There is no danger.' };
const SENT_IN_ERROR = 'The message was sent in error.';
/** Of more buildings each is a rectangle, so that the message stays small. */
const MANY_BUILDINGS = 20;
const MAX_CORNERS = 100;
const MIN_CAMPUS_KM = 0.3;

/** Where messages come from. */
export interface Publisher {
  /** The host of this installation, which names it in CAP. */
  sender: string;
  publicUrl: string;
  places: Pick<Places, 'get' | 'campuses' | 'buildings'>;
}

/** Returns the identifier of the message of a revision. */
const identifierOf = ({ id, revision }: Pick<WireAlert, 'id' | 'revision'>) => `${id}.${revision}`;

/** Returns whether a revision is a message: that an alert has expired, its messages have said from the beginning. */
export const isMessage = ({ type }: Pick<WireAlert, 'type'>) => type !== 'expired';

/**
 * Returns the message of a revision; `earlier` has the messages of the revisions before. An alert that ends is a Cancel,
 * which tells every reader to show it no longer; its text says whether the danger has passed or never was.
 */
export function messageOfAlert(
  alert: WireAlert,
  earlier: readonly Reference[],
  publisher: Publisher,
): CapMessage {
  const { kind, type, at, active } = alert;
  const note = [NOTE[kind], type === 'cancel' ? SENT_IN_ERROR : null]
    .filter((text) => text !== null)
    .join(' ');
  return {
    identifier: identifierOf(alert),
    sender: publisher.sender,
    sent: timeOf(Date.parse(at)),
    status: STATUSES[kind],
    msgType: !active ? 'Cancel' : earlier.length > 0 ? 'Update' : 'Alert',
    source: null,
    scope: 'Public',
    restriction: null,
    addresses: [],
    codes: [],
    note: note || null,
    references: [...earlier],
    incidents: [],
    infos: ALERT_LANGUAGES.map((language) => infoOf(alert, language, publisher)),
  };
}

function infoOf(alert: WireAlert, language: AlertLanguage, publisher: Publisher): CapInfo {
  const { headline, source, hazard, impact, where, action, time } = alert.texts[language];
  return {
    language,
    categories: [alert.category],
    event: KIND_MARKS[alert.kind].en + alert.event,
    responses: [alert.active ? alert.response : 'AllClear'],
    urgency: alert.active ? alert.urgency : 'Past',
    severity: alert.severity,
    certainty: alert.certainty,
    audience: null,
    eventCodes: [],
    effective: null,
    onset: null,
    expires: timeOf(Date.parse(alert.expires)),
    senderName: source,
    headline,
    description: [hazard, impact, where, time].join('\n'),
    instruction: action,
    web: `${publisher.publicUrl}/?alert=${alert.id}`,
    contact: null,
    parameters: [],
    resources: [],
    areas: [areaOf(alert.area, publisher)],
  };
}

function areaOf({ campus, buildings }: WireArea, { places }: Publisher): CapArea {
  const bounded = buildings
    .map(({ id }) => places.get(id))
    .filter((building): building is BoundedBuilding => building !== undefined && building.latitude !== null);
  const maxCorners = bounded.length > MANY_BUILDINGS ? 0 : MAX_CORNERS;
  return {
    description: campus?.name ?? buildings.map(({ name }) => name).join(', '),
    polygons: bounded.flatMap((building) => ringsOf(building, maxCorners)),
    circles: campus ? circleOfCampus(campus.id, places) : bounded.flatMap(circleOf),
    geocodes: [],
    altitude: null,
    ceiling: null,
  };
}

/** Returns the outer rings of a building; one with more corners is the rectangle around it. */
function ringsOf({ polygon }: BoundedBuilding, maxCorners: number): Pair[][] {
  return partsOf(polygon ?? []).map(([outer = []]) => {
    if (outer.length <= maxCorners) return outer.map(([longitude, latitude]): Pair => [latitude, longitude]);
    const [longitudes, latitudes] = [
      outer.map(([longitude]) => longitude),
      outer.map(([, latitude]) => latitude),
    ];
    const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
    const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
    return [
      [south, west],
      [south, east],
      [north, east],
      [north, west],
      [south, west],
    ];
  });
}

const circleOf = ({ polygon, latitude, longitude, radius }: BoundedBuilding): Circle[] =>
  polygon ? [] : [{ centre: [latitude, longitude], radius: radius / 1_000 }];

/** Returns the circle around the centre of a campus that has all its buildings; none without a centre. */
function circleOfCampus(id: string, places: Publisher['places']): Circle[] {
  const campus = places.campuses().find((each) => each.id === id);
  if (!campus || campus.latitude === null || campus.longitude === null) return [];
  const centre = { latitude: campus.latitude, longitude: campus.longitude };
  const reaches = places
    .buildings()
    .flatMap((building) =>
      building.campusId === id && building.latitude !== null
        ? (distance(centre, building) + building.radius) / 1_000
        : [],
    );
  return [
    {
      centre: [campus.latitude, campus.longitude],
      radius: Math.max(MIN_CAMPUS_KM, ...reaches),
    },
  ];
}
