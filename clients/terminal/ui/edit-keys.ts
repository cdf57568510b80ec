import type { Key } from '../screen/keys';
import type { EditCommand } from '../text/editor';

const COMMANDS: Record<Key, EditCommand> = {
  left: 'left',
  right: 'right',
  'ctrl-b': 'left',
  'ctrl-f': 'right',
  'ctrl-left': 'word left',
  'ctrl-right': 'word right',
  'alt-left': 'word left',
  'alt-right': 'word right',
  'alt-b': 'word left',
  'alt-f': 'word right',
  home: 'home',
  end: 'end',
  'ctrl-a': 'home',
  'ctrl-e': 'end',
  backspace: 'backspace',
  delete: 'delete',
  'ctrl-w': 'delete word',
  'alt-backspace': 'delete word',
  'ctrl-u': 'delete to start',
  'ctrl-k': 'delete to end',
};

/** Returns what a key does to a text that is being written; undefined for other keys. */
export const editCommandOf = (key: Key): EditCommand | undefined => COMMANDS[key];
