import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fact, Language } from '../../../fact.ts';
import { fact } from '../facts.ts';
import { memoized } from '../kept.ts';
import { pairsIn } from '../translation.ts';

/** A sample of docs/samples as the page shows it. Its files are whole programs; nothing is left out. */
export type Sample = {
  /** The folder in docs/samples. */
  id: string;
  title: string;
  /** Its platform, and its requirements. */
  about: Fact;
  files: readonly string[];
  /** One a line, in a shell of Linux or macOS; `PORT` is that of the callback address. */
  run: readonly string[];
  /** No server listens at the callback address: the address is copied out of the browser. */
  byHand?: true;
};

/** In the order of the tabs. A new one is an entry here and a folder. */
export const samples = [
  {
    id: 'node',
    title: 'Node.js',
    about: fact('docs.sample_node'),
    files: ['package.json', 'login.mjs'],
    run: ['npm install', 'node login.mjs'],
  },
  {
    id: 'java',
    title: 'Java',
    about: fact('docs.sample_java'),
    files: ['pom.xml', 'src/main/resources/application.yml', 'src/main/java/demo/Login.java'],
    run: ['mvn -q package', 'java -jar target/login-1.jar'],
  },
  {
    id: 'python',
    title: 'Python',
    about: fact('docs.sample_python'),
    files: ['requirements.txt', 'login.py'],
    run: ['python3 -m venv venv', 'venv/bin/pip install -r requirements.txt', 'venv/bin/python login.py'],
  },
  {
    id: 'php',
    title: 'PHP',
    about: fact('docs.sample_php'),
    files: ['login.php'],
    run: ['php -S localhost:PORT login.php'],
  },
  {
    id: 'csharp',
    title: 'C#',
    about: fact('docs.sample_csharp'),
    files: ['login.csproj', 'Program.cs'],
    run: ['dotnet run'],
  },
  {
    id: 'curl',
    title: 'curl',
    about: fact('docs.sample_curl'),
    files: ['login.sh'],
    run: ['bash login.sh'],
    byHand: true,
  },
  {
    id: 'go',
    title: 'Go',
    about: fact('docs.sample_go'),
    files: ['go.mod', 'main.go'],
    run: ['go mod tidy', 'go run .'],
  },
  {
    id: 'rust',
    title: 'Rust',
    about: fact('docs.sample_rust'),
    files: ['Cargo.toml', 'src/main.rs'],
    run: ['cargo run'],
  },
] as const satisfies readonly Sample[];

/** The number with a tab of their own; the others stand together under 其他. */
export const tabs = 6;

/** A file of a sample, word by word as it stands in docs/samples. */
type SampleFile = { path: string; text: string };
export type ReadSample = Omit<Sample, 'files'> & { files: readonly SampleFile[] };

/** Reads the samples at the first request, in each language. */
export function createSampleFiles({ dir }: { dir: string }) {
  const readAll = () =>
    Promise.all(
      samples.map(async (sample: Sample) => ({
        ...sample,
        files: await Promise.all(
          sample.files.map(async (path) => ({ path, text: await readFile(join(dir, sample.id, path), 'utf8') })),
        ),
      })),
    );

  const chinese = memoized<readonly ReadSample[]>(readAll);
  const english = memoized<readonly ReadSample[]>(async () => {
    const said = inEnglish(await readFile(join(dir, 'english.txt'), 'utf8'));
    return (await chinese()).map(({ files, ...sample }) => ({
      ...sample,
      files: files.map(({ path, text }) => ({ path, text: said(text) })),
    }));
  });
  return (language: Language) => (language === 'en' ? english() : chinese());
}

/** Programs with their comments and words in English, by lines `中文 = English` for all of them; the name of the login button stays. */
function inEnglish(words: string): (program: string) => string {
  const pairs = new Map(pairsIn(words));
  const longestFirst = [...pairs.keys()].toSorted((one, other) => other.length - one.length);
  const any = new RegExp(longestFirst.map((each) => each.replaceAll(/[.?$()]/g, String.raw`\$&`)).join('|'), 'g');
  // A line of the file ends where its words do.
  return (program) => program.replaceAll(any, (each) => (pairs.get(each) ?? each).replace(/[:,]$/, '$& '));
}

export type SampleFiles = ReturnType<typeof createSampleFiles>;

/** Values to insert into a program: the reader's own, or placeholders. The SK is never written into code. */
export type SampleValues = { issuer: string; ak: string; callback: string };

/** A piece of a program; `mark`: an inserted value. */
export type Part = { text: string; mark: boolean };

const names = { NCC_ISSUER: 'issuer', NCC_AK: 'ak', NCC_CALLBACK: 'callback' } as const;
type Name = keyof typeof names;

const isName = (name: string): name is Name => Object.hasOwn(names, name);

const single = (value: string) => `'${value}'`;
const double = (value: string) => `"${value}"`;

/** How each language reads a value from the environment, and how it writes one itself. */
const readings: readonly { pattern: RegExp; write: (value: string) => string }[] = [
  { pattern: /process\.env\.(NCC_\w+)/g, write: single },
  { pattern: /os\.environ\["(NCC_\w+)"\]/g, write: double },
  { pattern: /(?<![.\w])getenv\('(NCC_\w+)'\)/g, write: single },
  { pattern: /Environment\.GetEnvironmentVariable\("(NCC_\w+)"\)!?/g, write: double },
  { pattern: /System\.getenv\("(NCC_\w+)"\)/g, write: double },
  { pattern: /os\.Getenv\("(NCC_\w+)"\)/g, write: double },
  { pattern: /(?<![.\w])var\("(NCC_\w+)"\)\?/g, write: (value) => `String::from("${value}")` },
  { pattern: /\$\{(NCC_\w+)\}/g, write: double },
  { pattern: /(?<==)\$(NCC_\w+)/g, write: single },
];

/** A value that could end a string in some language is left to the environment variable. */
const isPlain = (value: string): boolean => /^[^\s'"`\\$<>{}]+$/.test(value);

/** The program with the reader's own values in it. */
export function fill(source: string, values: SampleValues): Part[] {
  const found = readings
    .flatMap(({ pattern, write }) => [...source.matchAll(pattern)].map((match) => ({ match, write })))
    .toSorted((one, other) => one.match.index - other.match.index);
  const parts: Part[] = [];
  let at = 0;
  for (const { match, write } of found) {
    const name = match[1] ?? '';
    const value = isName(name) ? values[names[name]] : '';
    if (!isPlain(value)) continue;
    parts.push({ text: source.slice(at, match.index), mark: false }, { text: write(value), mark: true });
    at = match.index + match[0].length;
  }
  return [...parts, { text: source.slice(at), mark: false }].filter(({ text }) => text !== '');
}

/** Environment variables of the program. */
export function environment(sk: string | undefined, placeholder: string): Part[] {
  return [
    { text: 'export NCC_SK=', mark: false },
    { text: single(sk !== undefined && isPlain(sk) ? sk : placeholder), mark: true },
  ];
}
