import type { Speech } from '../../../fact.ts';
import { fact, wordsOfData } from '../facts.ts';
import { placeholders } from './pages.ts';
import type { ReadSample } from './samples.ts';
import { fill } from './samples.ts';

const languages: Readonly<Record<string, string>> = {
  ...{
    mjs: 'js',
    json: 'json',
    xml: 'xml',
    yml: 'yaml',
    java: 'java',
    py: 'python',
    txt: 'text',
    php: 'php',
    csproj: 'xml',
  },
  ...{ cs: 'csharp', sh: 'bash', mod: 'text', go: 'go', toml: 'toml', rs: 'rust' },
};

/** The same page for programs and assistants: every sample whole, with placeholders for the reader's values. */
export function startText(samples: readonly ReadSample[], origin: string, say: Speech['say']): string {
  const values = { issuer: origin, ...placeholders, ak: wordsOfData(say)(placeholders.ak) };
  return [
    say(fact('docs.start_text')),
    say(fact('docs.start_steps', { origin, callback: values.callback })),
    ...samples.flatMap(({ id, title, about, files, run }) => [
      `## ${title} {#${id}}`,
      say(about),
      ...files.flatMap(({ path, text }) => [
        `\`${path}\``,
        block(languages[path.replace(/^.*\./, '')] ?? 'text', textOf(fill(text, values))),
      ]),
      say(fact('docs.run')),
      block('sh', [`export NCC_SK='${wordsOfData(say)('您的SK')}'`, ...run].join('\n').replace('PORT', '5055')),
    ]),
  ].join('\n\n');
}

/** Every sample as it stands, which reads its values from the environment: the end of the page for assistants. */
export const samplesText = (samples: readonly ReadSample[], say: Speech['say']): string =>
  samples
    .flatMap(({ id, title, about, files, run }) => [
      `### ${title} {#${id}}`,
      say(about),
      ...files.flatMap(({ path, text }) => [
        `\`${path}\``,
        block(languages[path.replace(/^.*\./, '')] ?? 'text', text),
      ]),
      say(fact('docs.run')),
      block('sh', run.join('\n').replace('PORT', '5055')),
    ])
    .join('\n\n');

const textOf = (parts: ReturnType<typeof fill>) => parts.map(({ text }) => text).join('');
const block = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
