import { printableJson } from '@/clients/bot/printable';
import { cleanLine } from '../text/clean';

/** Where a command writes; tests replace it. */
export interface Output {
  json: boolean;
  /** Writes a result: a line for people, or `value` as a line of JSON. */
  result(line: string, value: unknown): void;
  /** Writes a line for people to standard error. */
  note(line: string): void;
}

/** Returns the output of a command. What is printed can hold no control character. */
export function createOutput(
  json: boolean,
  write: (text: string) => void,
  writeNote: (text: string) => void = () => {},
): Output {
  return {
    json,
    result: (line, value) =>
      write(`${json ? printableJson(value) : line.split('\n').map(cleanLine).join('\n')}\n`),
    note: (line) => writeNote(`${cleanLine(line)}\n`),
  };
}
