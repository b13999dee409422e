import type { Actor } from '../../src/actor.ts';
import type { Data } from '../../src/fields/form.ts';
import { readTable } from '../../src/fields/workbooks/read.ts';
import type { Cell, Row, TableKind } from '../../src/fields/workbooks/table.ts';
import { writeWorkbook } from '../../src/fields/workbooks/write.ts';
import { type ChannelCode, channels } from '../../src/resources/channels/channels.ts';
import * as pictures from '../../src/resources/entries/pictures-store.ts';
import type { Import } from '../../src/resources/imports/import.ts';
import { columnsOf } from '../../src/resources/imports/workbook/columns.ts';
import type { TestApp } from './app.ts';

/** The example of a channel with something else in it. */
export const rowOf = (channel: ChannelCode, more: Data = {}): Data => ({ ...channels[channel].example, ...more });

/** A sheet with the channel's headings and these rows, as typed without the template. */
export function sheetRows(channel: ChannelCode, rows: readonly Data[]): Cell[][] {
  const fields = columnsOf(channels[channel]);
  return [fields.map(({ title }) => title), ...rows.map((row) => fields.map(({ name }) => row[name] ?? null))];
}

export const workbookOf = (rows: readonly (readonly Cell[])[], name = 'Sheet1'): Promise<Buffer> =>
  writeWorkbook([{ name, rows }]);

export const csvOf = (rows: readonly (readonly Cell[])[], separator = ','): string =>
  rows.map((row) => row.map((cell) => `"${String(cell ?? '').replaceAll('"', '""')}"`).join(separator)).join('\r\n');

type Sent = {
  channel: ChannelCode;
  bytes: Buffer;
  type?: 'xlsx' | 'csv' | 'ndjson';
  name?: string;
  isStraight?: boolean;
};

/** The cover of the examples is at an address that no test can fetch: as if that had been done a moment ago. */
export async function fetchCover(at: TestApp, institutionId: string): Promise<void> {
  const { cover: url = '' } = channels.activity.example;
  // Loaded when it is needed: test/pictures.ts makes workbooks outside of mocha.
  const { uploadCover } = await import('./resources.ts');
  const fileId = await uploadCover(at, institutionId);
  await pictures.save(at.database.db, institutionId, { url, fileId, problem: undefined, fetchedAt: undefined });
}

/** Uploads a file; `jobs` of the app look at it. */
export async function send(
  at: TestApp,
  actor: Actor & { institutionId: string },
  { channel, bytes, type = 'xlsx', name = '汇总.xlsx', isStraight }: Sent,
): Promise<Import> {
  if (actor.kind === 'member' && isStraight !== true) await fetchCover(at, actor.institutionId).catch(() => undefined);
  return at.app.imports.begin(actor, {
    ...{ channel, bytes, type, name, institutionId: actor.institutionId },
    clientId: actor.kind === 'application' ? actor.clientId : undefined,
    ...(isStraight !== undefined && { isStraight }),
  });
}

/** Until the jobs have brought it into this state. */
export async function become(
  at: TestApp,
  actor: Actor,
  id: string,
  state: Import['state'],
  patience = 20_000,
): Promise<Import> {
  for (const began = performance.now(); performance.now() - began < patience; ) {
    const one = await at.app.imports.get(actor, id);
    if (one.state === state) return one;
    if (one.state === 'failed') throw new Error(`failed: ${one.why}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`It never became ${state}: ${(await at.app.imports.get(actor, id)).state}`);
}

/** Reads a file in this thread: the same code as in the own one of each file, and faster where there are many small ones. */
export const inThisThread = {
  async *rows(bytes: Buffer, kind: TableKind, known: ReadonlySet<string>) {
    const { rows, ...about } = await readTable(bytes, kind, known);
    yield about;
    const all: Row[] = [];
    for await (const row of rows) all.push(row);
    yield { rows: all };
  },
};
