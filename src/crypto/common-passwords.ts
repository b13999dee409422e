import { readFileSync } from 'node:fs';

let list: ReadonlySet<string> | undefined;

function common(): ReadonlySet<string> {
  list ??= new Set(
    readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('# ')),
  );
  return list;
}

/** Whether it is among the first that an attacker tries: well known, one or two characters repeated, or a row like 23456789. */
export function isCommonPassword(password: string): boolean {
  const folded = foldPassword(password);
  const codes = Array.from(folded, (character) => character.codePointAt(0) ?? 0);
  return new Set(codes).size <= 2 || isRow(codes, 1) || isRow(codes, -1) || common().has(folded);
}

/** Case and full-width forms add nothing to a common password. */
export const foldPassword = (password: string) => password.normalize('NFKC').toLowerCase();

const isRow = (codes: number[], step: number) =>
  codes.every((code, index) => index === 0 || code - (codes[index - 1] ?? 0) === step);
