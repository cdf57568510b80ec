import { fits, hasBeginning } from '@/protocol/text-matching';
import { EMOJI_DATA, type EmojiGroup } from './emoji-data';

export interface Emoji {
  emoji: string;
  /** Its name in the language. */
  name: string;
  /** Its words in every language, for the search. */
  words: string;
}

/**
 * Returns the emoji by group, named in a language.
 * @param locale `pt` for Portuguese; any other is English.
 */
export function emojiIn(locale: string): { group: EmojiGroup; emoji: Emoji[] }[] {
  return (Object.keys(EMOJI_DATA) as EmojiGroup[]).map((group) => ({
    group,
    emoji: EMOJI_DATA[group]
      .trim()
      .split('\n')
      .map((line) => {
        const [, emoji = '', english = '', portuguese = ''] = /^(\S+) (.+) \| (.+)$/.exec(line) ?? [];
        const [name = ''] = (locale === 'pt' ? portuguese : english).split(' ');
        return { emoji, name: name.replaceAll('-', ' '), words: `${english} ${portuguese}` };
      }),
  }));
}

/** Returns the emoji that have a word with what is typed; those where a word begins with it first. */
export function findEmoji(all: readonly Emoji[], typed: string): Emoji[] {
  const found = all.filter(({ words }) => fits(words, typed));
  const begins = ({ words }: Emoji) => (hasBeginning(words, typed) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b));
}
