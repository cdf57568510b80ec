/** What users and administrators do that the activity log records. */
export type ActivityCode =
  /** The user connected, and it is not recorded where. */
  | 'logged_in'
  /** The user connected in the building `to`; null: in none. */
  | 'logged_in_at'
  | 'logged_out'
  /** The user moved from the building `from` to the building `to`; null: none. */
  | 'moved'
  | 'sent_to_range'
  | 'sent_to_building'
  | 'sent_to_people'
  | 'sent_to_conversation'
  | 'reported_message'
  | 'reported_person'
  | 'closed_report'
  | 'deleted_message'
  | 'suspended'
  | 'lifted_suspension'
  | 'warned';

/**
 * An activity of a user. `from` and `to` are names of buildings at that time. Of an activity that was recorded before
 * there were codes, only `message` is known, an English sentence.
 */
export type Activity =
  | { code: ActivityCode; from: string | null; to: string | null }
  | { code: null; message: string };

const SENTENCES: Record<Exclude<ActivityCode, 'logged_in_at' | 'moved'>, string> = {
  logged_in: 'Logged in.',
  logged_out: 'Logged out.',
  sent_to_range: 'Sent a message to the people in range.',
  sent_to_building: 'Sent a message to the building.',
  sent_to_people: 'Sent a message to people.',
  sent_to_conversation: 'Sent a message to a conversation.',
  reported_message: 'Reported a message.',
  reported_person: 'Reported a person.',
  closed_report: 'Closed a report.',
  deleted_message: 'Deleted a reported message.',
  suspended: 'Suspended a person.',
  lifted_suspension: 'Lifted a suspension.',
  warned: 'Warned a person.',
};

/** Returns the sentence of the legacy protocol for an activity; `institution` as in the settings. */
export function legacySentence(activity: Activity, institution: string): string {
  if (activity.code === null) return activity.message;
  const { code, from, to } = activity;
  const outside = `ut of ${institution} registered facilities`;
  if (code === 'moved') return `Moved from: ${from ?? `O${outside}`} to: ${to ?? `O${outside}`}`;
  if (code === 'logged_in_at') return `Logged in. Currently ${to === null ? `o${outside}` : `in ${to}`}`;
  return SENTENCES[code];
}
