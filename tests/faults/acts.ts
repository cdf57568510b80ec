/** The weight of each act of the users. */
export const ACTS = {
  direct: 420,
  group: 150,
  channel: 80,
  doors: 50,
  club: 60,
  building: 90,
  nearby: 60,
  edit: 40,
  delete: 8,
  react: 40,
  read: 30,
  readOn: 15,
  mark: 15,
  show: 15,
  signOut: 3,
  move: 12,
  joinOrLeave: 16,
  addOrLeave: 20,
  scroll: 4,
  search: 6,
  members: 6,
  block: 3,
  editNearby: 5,
  changeInClub: 5,
  reload: 1,
  /** What the officers of alerts do next. */
  officer: 30,
  answer: 12,
};
export type Kind = keyof typeof ACTS;
/** Weights that differ from the usual ones. */
export type Emphasis = Partial<Record<Kind, number>>;
