/** Values that belong into a program: of whoever reads the page, or what stands for them. The SK is never written into code. */
export type SampleValues = { issuer: string; ak: string; callback: string };

/** A piece of a program; what was filled in is marked. */
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

/** A value that could end a text in some language stays what the environment says. */
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

/** What a shell has to know before the program runs. */
export function environment(sk: string | undefined): Part[] {
  return [
    { text: 'export NCC_SK=', mark: false },
    { text: single(sk !== undefined && isPlain(sk) ? sk : '您的SK'), mark: true },
  ];
}
