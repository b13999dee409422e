import { readFileSync } from 'node:fs';

/** Words of the samples in Chinese and in English, from the list that their programs are translated by. */
export const sampleWords: Readonly<Record<string, string>> = Object.fromEntries(
  readFileSync(new URL('../../../docs/samples/english.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [chinese = '', english = ''] = line.split(/ = (.*)/s);
      // A line of the file ends where its words do.
      return [chinese, english.replace(/[:,]$/, '$& ')];
    }),
);
