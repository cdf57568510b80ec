import { samplePhoto } from './photo';
import type { FenixPersonAnswer, FenixRole } from './types';

const SAMPLE_ADMINISTRATOR = 'ist1000001';
const SAMPLE_COUNT = 12;
const CAMPUSES = ['Alameda', 'Taguspark', 'Tecnológico e Nuclear'] as const;

const student: FenixRole = {
  type: 'STUDENT',
  registrations: [{ name: 'Sample degree', acronym: 'SAMPLE', id: '2761663971475', academicTerms: [] }],
};
const teacher: FenixRole = { type: 'TEACHER', department: { name: 'Sample department', acronym: 'SD' } };
const employee: FenixRole = { type: 'EMPLOYEE' };
const alumni: FenixRole = { type: 'ALUMNI', concludedRegistrations: [] };
const ROLES: FenixRole[][] = [
  [student],
  [student],
  [teacher],
  [employee],
  [student, alumni],
  [teacher, employee],
];

/** Returns the sample people: `ist1000001`, the administrator, and `ist1100001` to `ist1100012`. */
export function samplePeople(): FenixPersonAnswer[] {
  return [
    samplePerson(SAMPLE_ADMINISTRATOR, 'Administrator (sample)', [employee], 'Alameda', 0),
    ...Array.from({ length: SAMPLE_COUNT }, (_, index) =>
      samplePerson(
        `ist${1_100_001 + index}`,
        `Sample person ${index + 1}`,
        ROLES[index % ROLES.length] ?? [student],
        CAMPUSES[index % CAMPUSES.length] ?? 'Alameda',
        // The golden angle keeps the colours of neighbours apart for any number of people.
        ((index + 1) * 137.5) % 360,
      ),
    ),
  ];
}

function samplePerson(
  username: string,
  name: string,
  roles: FenixRole[],
  campus: string,
  hue: number,
): FenixPersonAnswer {
  const email = `${username}@sample.invalid`;
  return {
    username,
    name,
    displayName: name,
    email,
    institutionalEmail: email,
    campus,
    // Present so that a client that wrongly stores them is detected.
    gender: 'MALE',
    birthday: '21/11/1990',
    photo: { type: 'image/png', data: samplePhoto(hue) },
    roles,
    personalEmails: [`${username}.personal@sample.invalid`],
    workEmails: [],
    webAddresses: [],
    workWebAddresses: [],
  };
}
