import { PassThrough, Readable } from 'node:stream';
import type { PersonalRow, PersonalTable, Retention } from '../../personal.ts';
import {
  cellOf,
  escaped,
  indexPage,
  kindsPage,
  type LetterTo,
  pageOf,
  readMe,
  type Wording,
  worded,
} from './package-text.ts';

/** One kind of data: its rows are asked for twice, once for each of its files. */
export type Section = {
  name: string;
  heading: string;
  /** Why, and how long. */
  kept: Retention;
  parts: PersonalTable['parts'];
  /** Column → how it is called. */
  labels: Readonly<Record<string, string>>;
  count: () => number;
  rows: () => AsyncIterable<readonly PersonalRow[]>;
};

/** Rows that the letter tells of; of the others it tells how many there are. */
const told: Readonly<Record<string, number>> = { accounts: 1, consents: 200, logins: 500 };

async function* htmlOf(
  { heading, labels, rows }: Section,
  wording: Wording,
  keep: (rows: readonly PersonalRow[]) => void,
): AsyncGenerator<string> {
  const [head, foot] = pageOf(heading, '\u0000').split('\u0000');
  yield `${head}<p><a href="../index.html">回到信</a></p><table><thead><tr>`;
  for (const label of Object.values(labels)) yield `<th scope="col">${escaped(label)}</th>`;
  yield '</tr></thead><tbody>';
  for await (const batch of rows()) {
    const shown = await worded(batch, wording);
    keep(shown);
    for (const row of shown)
      yield `<tr>${Object.keys(labels)
        .map((column) => `<td>${cellOf(row[column])}</td>`)
        .join('')}</tr>\n`;
  }
  yield `</tbody></table>${foot}`;
}

/** JSON, an array of objects under the names of the columns; times in UTC by ISO 8601. */
async function* jsonOf({ labels, rows }: Section): AsyncGenerator<string> {
  yield '[';
  let isFirst = true;
  for await (const batch of rows())
    for (const row of batch) {
      yield `${isFirst ? '' : ','}\n${JSON.stringify(Object.fromEntries(Object.keys(labels).map((name) => [name, row[name] ?? null])))}`;
      isFirst = false;
    }
  yield '\n]\n';
}

/** The ZIP with everything, made while it is read; `isDone` is called after each kind of data. */
export async function zipOf(
  sections: readonly Section[],
  at: Date,
  { to, wording }: { to: LetterTo; wording: Wording },
  isDone: (section: Section, count: number) => Promise<void>,
): Promise<Readable> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const out = new PassThrough();
  const fail = (error: unknown) => out.destroy(error instanceof Error ? error : new Error('an export broke off'));
  zip.on('error', fail);
  const add = (path: string, texts: () => AsyncIterable<string> | Iterable<string>) =>
    zip.addReadStreamLazy(path, { mtime: at }, (give) => {
      const stream = Readable.from(texts(), { objectMode: false });
      stream.on('error', fail);
      give(null, stream);
    });

  const shown: { section: Section; count: number }[] = [];
  const kept: Record<string, PersonalRow[]> = {};
  for (const section of sections) {
    add(`data/${section.name}.json`, () => jsonOf(section));
    add(`pages/${section.name}.html`, async function* page() {
      yield* htmlOf(section, wording, (rows) => {
        const before = kept[section.name] ?? [];
        kept[section.name] = [...before, ...rows].slice(0, told[section.name] ?? 0);
      });
      const count = section.count();
      shown.push({ section, count });
      await isDone(section, count);
    });
  }
  add('fields.json', () => [
    `${JSON.stringify(Object.fromEntries(sections.map(({ name, labels }) => [name, labels])), undefined, 2)}\n`,
  ]);
  add('README.txt', () => [readMe(at)]);
  // Last, for they say how much there is.
  const there = () => shown.filter(({ count }) => count > 0).map(({ section, count }) => ({ ...section, count }));
  add('kinds.html', () => [kindsPage(at, there())]);
  add('index.html', () => [indexPage(at, to, there(), kept)]);
  zip.outputStream.pipe(out);
  zip.end();
  return out;
}
