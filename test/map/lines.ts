import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** [`name`](../src/a/file.ts#L12): a step at a line, found by its name. */
const link = /\[`([^`]+)`\]\(\.\.\/(src\/[\w./-]+\.ts)#L\d+\)/g;

const root = fileURLToPath(new URL('../..', import.meta.url));

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** A text, and nothing longer of which it is a part. */
const whole = (name: string) =>
  `${/^\w/.test(name) ? '(?<!\\w)' : ''}${escaped(name)}${/\w$/.test(name) ? '(?!\\w)' : ''}`;

/**
 * The number of a name's line: the one that declares it, or else the only one on which it stands. A name without a line, or with several, is an
 * error; more of its line tells them apart.
 */
export function lineNamed(name: string, text: string, file: string): number {
  const lines = text.split('\n');
  const on = (pattern: string) => {
    const expression = new RegExp(pattern);
    return lines.flatMap((line, index) => (expression.test(line) ? [index + 1] : []));
  };
  const declared = on(`\\b(function\\*?|const|class|type|interface) ${whole(name)}`);
  const method = on(`^\\s+(async |\\*)*${whole(name)}(\\(.*\\{|: .*=>.*)$`);
  const [first, second] = [declared, method].find((found) => found.length > 0) ?? on(whole(name));
  if (first === undefined || second !== undefined)
    throw new Error(`\`${name}\` means ${first === undefined ? 'no line' : 'several lines'} of ${file}`);
  return first;
}

/** A text whose links lead to the lines that they name. */
export const withLines = (text: string): string =>
  text.replaceAll(link, (_, name: string, file: string) => {
    if (!existsSync(`${root}/${file}`)) throw new Error(`\`${name}\`: there is no ${file}`);
    const line = lineNamed(name, readFileSync(`${root}/${file}`, 'utf8'), file);
    return `[\`${name}\`](../${file}#L${line})`;
  });
