import { expect, test } from 'vitest';
import { directionOf } from './direction';

test.each([
  ['שלום לכולם', 'rtl'],
  ['1. (مرحبا) hello', 'rtl'],
  ['hello שלום', 'ltr'],
  ['日本', 'ltr'],
  ['𞤀𞤣', 'rtl'],
  ['12 :)', undefined],
])('[T7] the direction of %s is %s', (text, direction) => expect(directionOf(text)).toBe(direction));
