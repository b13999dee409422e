import type { Actor } from '../../actor.ts';
import { type Clock, dayOf } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Database } from '../../database/open.ts';
import { conflict } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import type { Data } from '../../fields/form.ts';
import { type Cell, type Mark, mostCells, type SheetPlan } from '../../fields/workbooks/table.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import type { Workbooks } from '../../fields/workbooks/workbooks.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import { fact } from './facts.ts';
import * as findings from './findings-store.ts';
import { type Finding, type Import, numberOfRow } from './import.ts';
import type { KeptRows } from './kept-rows.ts';
import { mendingOf, problemColumns, problemRow } from './problem-table.ts';
import * as store from './store.ts';
import { columnsOf, formatOf, headingsOf } from './workbook/columns.ts';
import type { Headings } from './workbook/headings.ts';
import { type ReadRow, readEntries } from './workbook/reading.ts';
import { templateOf, templatePlans } from './workbook/template.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  channels: Channels;
  workbooks: Workbooks;
  kept: Pick<KeptRows, 'some'>;
  get: (actor: Actor, id: string) => Promise<Import>;
};

/** Workbooks for download: templates, and the uploaded file with its problems marked. */
export function createFilesMade({ db, clock, seal, channels, workbooks, kept, get }: Needs) {
  const templates = new Map<string, { day: string; bytes: Promise<Buffer> }>();

  async function fileOf(one: Import): Promise<Buffer> {
    const bytes = await store.readFile(db, seal, one.id);
    if (bytes === undefined) throw conflict(fact('imports.file_cleared'));
    return bytes;
  }

  async function everyFinding(id: string): Promise<Finding[]> {
    const all: Finding[] = [];
    for (const grade of ['bad', 'notice'] as const)
      for (let after = 0; ; ) {
        const found = await findings.list(db, seal, id, { grade, after, limit: 1_000 });
        all.push(...found);
        after = found.at(-1)?.place ?? after;
        if (found.length < 1_000) break;
      }
    return all.toSorted((one, other) => one.place - other.place);
  }

  return {
    /** The channel's template, made once a day: regions come and go. */
    template(code: string): Promise<Buffer> {
      const channel = channelNamed(code, channels);
      const day = dayOf(clock.now());
      const known = templates.get(channel.code);
      if (known?.day === day) return known.bytes;
      const bytes = workbooks.write(templatePlans(channel), templateOf(channel));
      templates.set(channel.code, { day, bytes });
      bytes.catch(() => templates.delete(channel.code));
      return bytes;
    },

    /**
     * 错误标注版: the file as it came, with a colour and a comment on every cell that needs a look. `only` its bad rows, for
     * after the good ones went: with the values that were put into them here.
     */
    annotated: readable(
      async (
        actor: Actor,
        id: string,
        speech: Speech,
        { only = false }: { only?: boolean } = {},
      ): Promise<{ import: Import; bytes: Buffer }> => {
        const one = await get(actor, id);
        if (one.kind === 'ndjson') throw conflict(fact('imports.pushed_not_marked'));
        const [bytes, said] = [await fileOf(one), await everyFinding(one.id)];
        const channel = channelNamed(one.channel, channels);
        const mending = mendingOf(speech, channel);
        const bad = new Set(said.filter(({ grade }) => grade === 'bad').map(({ row }) => row));
        const now = new Map((only ? await kept.some(one, [...bad]) : []).map(({ row, data }) => [row, data]));
        const blank: number[] = [];
        const changed: { row: number; name: string; text: string }[] = [];
        let headings: Headings | undefined;
        for await (const told of readEntries(workbooks, channel, channels, { bytes, kind: one.kind })) {
          if ('file' in told) headings = told.file.headings;
          else {
            blank.push(...told.rows.filter(({ data }) => data.external_id === undefined).map(({ row }) => row));
            for (const read of told.rows) changed.push(...changesIn(read, now.get(read.row)));
          }
        }
        if (headings === undefined) throw conflict(fact('imports.not_marked'));
        const fields = [...headings.fields];
        const columns = new Map(fields.map(([column, { name }]) => [name, column]));
        const own = columns.get('external_id') ?? Math.max(...columns.values()) + 1;
        const marks = said.map((finding): Mark => {
          const { row, field, title } = finding;
          const { reason, advice } = mending(finding);
          const column = field === undefined ? undefined : columns.get(field);
          return {
            row,
            column: column ?? fields[0]?.[0] ?? 1,
            text: speech.say(
              fact('imports.mark', { ...{ reason, advice }, title: column === undefined ? title : undefined }),
            ),
          };
        });
        // With a number of its own a row that is uploaded again is the same entry.
        const filled = only ? [] : blank.map((row) => ({ row, column: own, text: numberOfRow(one.id, row) }));
        for (const { row, name, text } of changed) {
          const column = columns.get(name);
          if (column !== undefined) filled.push({ row, column, text });
        }
        if (!only && !columns.has('external_id')) filled.push({ row: headings.row, column: own, text: '本地编号' });
        const width = Math.max(own, ...columns.values());
        const formats = Array.from({ length: width }, (_each, place) => {
          const field = headings.fields.get(place + 1);
          return field === undefined ? undefined : formatOf(field);
        });
        const list: SheetPlan = {
          name: '问题',
          rows: [problemColumns, ...said.map((finding) => problemRow(finding, mending(finding)))],
          widths: [8, 18, 30, 40, 40, 14],
          formats: ['number', 'text', 'text', 'text', 'text', 'text'],
          looks: { 1: 'heading' },
          frozen: { rows: 1, columns: 0 },
        };
        const known = new Set(headingsOf(channel).keys());
        return {
          import: one,
          bytes: await workbooks.marked(bytes, one.kind, known, {
            marks,
            filled,
            formats,
            headings: headings.row,
            ...(only && { only: bad }),
            more: [list],
          }),
        };
      },
    ),

    /** 下载新版并自动迁移: the filled-in values, in today's template. */
    migrated: readable(async (actor: Actor, id: string): Promise<{ import: Import; bytes: Buffer }> => {
      const one = await get(actor, id);
      const channel = channelNamed(one.channel, channels);
      const given: Record<string, Cell>[] = [];
      for await (const told of readEntries(workbooks, channel, channels, { bytes: await fileOf(one), kind: one.kind }))
        if ('rows' in told) given.push(...told.rows.map(({ data }) => data));
      if (given.length * columnsOf(channel).length > mostCells) throw conflict(fact('imports.not_migrated'));
      return { import: one, bytes: await workbooks.write(templatePlans(channel, given), templateOf(channel)) };
    }),
  };
}

/** Values of a row that changed since it was read; a picture of its cell stays a picture. */
function changesIn({ row, data, pictures = [] }: ReadRow, now: Data | undefined) {
  const shown = new Set(pictures.map(({ field }) => field.name));
  return [...new Set([...Object.keys(data), ...Object.keys(now ?? {})])].flatMap((name) =>
    now === undefined || now[name] === data[name] || shown.has(name) ? [] : [{ row, name, text: now[name] ?? '' }],
  );
}

/** An unreadable file is reported to the caller. */
const readable =
  <Made, More extends unknown[]>(make: (actor: Actor, id: string, ...more: More) => Promise<Made>) =>
  (actor: Actor, id: string, ...more: More): Promise<Made> =>
    make(actor, id, ...more).catch((error: unknown) => {
      throw error instanceof Unreadable ? conflict(error.problem) : error;
    });
