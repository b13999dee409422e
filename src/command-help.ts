/** The text of `cloud --help`. */

import type { Command, Commands } from './command.ts';
import type { Language } from './fact.ts';
import { commandHelp, frame } from './words/zh/commands.ts';

const inEnglish = {
  usage: 'usage: cloud',
  anyCommand: '<noun> <verb> [options]',
  options: 'Options:',
  optionsName: '[options]',
  json: 'answers a JSON document',
  example: 'Example:',
  foot: [
    'Every command takes --json for a JSON document, and --help for its options and an example.',
    '中文：cloud --help --zh',
  ],
};
const frames = { en: inEnglish, zh: frame } as const satisfies Record<Language, typeof inEnglish>;

/** English stands beside each command, Chinese in words/zh/commands.ts. */
const helpIn = (language: Language, name: string, { help }: Command<never>): string =>
  (language === 'zh' ? commandHelp[name]?.help : undefined) ?? help;

/** The text of `cloud --help`: every command with a sentence. */
export function overview(commands: Commands<never>, language: Language): string {
  const { usage, anyCommand, foot } = frames[language];
  const names = Object.keys(commands).toSorted();
  const width = Math.max(...names.map((name) => name.length));
  const lines = Object.entries(commands)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, command]) => `  ${name.padEnd(width)}  ${helpIn(language, name, command)}`);
  return [`${usage} ${anyCommand}`, '', ...lines, '', ...foot, ''].join('\n');
}

/** The help of one command: its options, and a working example. */
export function helpFor(name: string, command: Command<never>, language: Language): string {
  const { example, options, positionals } = command;
  const said = frames[language];
  const translated = language === 'zh' ? commandHelp[name]?.options : undefined;
  const words = Object.entries(options).map(([option, { type, help: meaning }]) => ({
    left: `--${option}${type === 'string' ? ` ${option.toUpperCase().replaceAll('-', '_')}` : ''}`,
    meaning: translated?.[option] ?? meaning,
  }));
  const all = [...words, { left: '--json', meaning: said.json }];
  const width = Math.max(...all.map(({ left }) => left.length));
  return [
    `${said.usage} ${[name, ...positionals, said.optionsName].join(' ')}`,
    '',
    helpIn(language, name, command),
    '',
    said.options,
    ...all.map(({ left, meaning }) => `  ${left.padEnd(width)}  ${meaning}`),
    '',
    `${said.example} cloud ${example}`,
    '',
  ].join('\n');
}
