/** A part of a row: its text, clean and styled, begins at the column `at`, counted from 0. */
export interface Part {
  at: number;
  text: string;
}

/** A row of the screen: its parts from left to right. What no part covers is blank. */
export type Row = readonly Part[];

/** What the screen shows. */
export interface Frame {
  rows: readonly Row[];
  /** Where the caret blinks; null hides it. */
  caret: { row: number; column: number } | null;
  /** The rows, from `top` up to and without `bottom`, whose last parts move up together when messages arrive. */
  moving?: { top: number; bottom: number };
}

/** Columns and rows of the terminal. */
export interface Size {
  columns: number;
  rows: number;
}

/** Returns a row with one part from the left end. */
export const row = (text: string): Row => (text === '' ? [] : [{ at: 0, text }]);
