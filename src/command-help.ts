/** The text of `cloud --help`. */

import type { Command, Commands } from './command.ts';

/** The text of `cloud --help`: every command with a sentence. */
export function overview(commands: Commands<never>): string {
  const names = Object.keys(commands).toSorted();
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  ${name.padEnd(width)}  ${commands[name]?.help ?? ''}`);
  return [
    'usage: cloud <noun> <verb> [options]',
    '',
    ...lines,
    '',
    'Every command takes --json for a JSON document, and --help for its options and an example.',
    '',
  ].join('\n');
}

/** The help of one command: its options, and a working example. */
export function helpFor(name: string, { help, example, options, positionals }: Command<never>): string {
  const words = Object.entries(options).map(([option, { type, help: meaning }]) => ({
    left: `--${option}${type === 'string' ? ` ${option.toUpperCase().replaceAll('-', '_')}` : ''}`,
    meaning,
  }));
  const all = [...words, { left: '--json', meaning: 'answers a JSON document' }];
  const width = Math.max(...all.map(({ left }) => left.length));
  return [
    `usage: cloud ${[name, ...positionals, '[options]'].join(' ')}`,
    '',
    help,
    '',
    'Options:',
    ...all.map(({ left, meaning }) => `  ${left.padEnd(width)}  ${meaning}`),
    '',
    `Example: cloud ${example}`,
    '',
  ].join('\n');
}
