import { type Actor, system } from '../../actor.ts';
import { after, type Clock, minutes } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { isUnavailable, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { isFetched } from '../../fields/choice.ts';
import { type Field, fieldsIn, type Values } from '../../fields/form.ts';
import { cutOut } from '../../files/pictures.ts';
import type { Files } from '../../files/service.ts';
import { readCrop } from '../../files/sizes.ts';
import type { Channel } from '../channels/channel.ts';
import { fact } from '../facts.ts';
import { nameOfPart } from './cover.ts';
import * as store from './pictures-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  files: Pick<Files, 'keep' | 'describe' | 'read'>;
  /** The guarded one: it opens no address that is not public. */
  fetch: typeof globalThis.fetch;
};

const largest = 10 * 1024 * 1024;
const fetcher: Actor = system('resources.pictures');

/** The fields of a channel with pictures and papers. */
const fieldsOfFiles = ({ groups }: Channel): Field[] =>
  groups.flatMap(({ fields }) => fieldsIn(fields)).filter(({ control }) => control === 'files');

/** The parts of pictures in the values: the field, the picture, and the name of the part, in a form that no address has. */
const partsIn = ({ groups }: Channel, values: Values) => {
  const fields = groups.flatMap((group) => fieldsIn(group.fields));
  return fields.flatMap((field) => {
    const [of, typed] = [fields.find(({ name }) => name === field.of), values[field.name]];
    const [picture] = of === undefined ? [] : linesOf(values[of.name]);
    const crop = field.control === 'crop' && typeof typed === 'string' ? readCrop(typed) : undefined;
    if (of === undefined || picture === undefined || crop === undefined) return [];
    return [{ field, of, picture, crop, key: nameOfPart(String(typed), picture) }];
  });
};

type Part = ReturnType<typeof partsIn>[number];

/** Cover, gallery and attachments: uploads by their id, or by an address that is fetched once, looked at and kept like an upload. */
export interface Pictures {
  /** Fetches and crops pictures not made yet. A failed fetch is retried after ten minutes: the picture may exist by then. */
  makeReady(institutionId: string, channel: Channel, values: Values): Promise<void>;
  /** The file of each address, id and part in the values, or the problems by field. */
  resolve(
    trx: Connection,
    institutionId: string,
    channel: Channel,
    values: Values,
  ): Promise<{ pictures: Record<string, string> } | { problems: Problems }>;
}

export function createPictures({ db, clock, files, fetch }: Needs): Pictures {
  async function fetchOne(institutionId: string, url: string, field: Field): Promise<store.Fetched> {
    const at = clock.now();
    const failed = (problem: Fact): store.Fetched => ({ url, fileId: undefined, problem, fetchedAt: at });
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) return failed(fact('resources.picture_answered', { label: field.title, status: answer.status }));
      const bytes = await readAll(answer);
      if (bytes === undefined) return failed(fact('resources.picture_large', { label: field.title }));
      const { types = [], least } = field.accept ?? {};
      const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '').slice(0, 100);
      const kept = await files.keep(fetcher, {
        institutionId,
        name,
        bytes,
        accept: { types, ...(least && { least }) },
      });
      return 'problem' in kept ? failed(kept.problem) : { url, fileId: kept.id, problem: undefined, fetchedAt: at };
    } catch (error) {
      if (isUnavailable(error)) throw error; // our own outage, not the picture's fault
      return failed(fact('resources.picture_unreachable', { label: field.title }));
    }
  }

  /** A part is a picture of its own: publishing, licensing and display do not know of parts. */
  async function cutOne(institutionId: string, { field, of, crop, key }: Part, fileId: string): Promise<store.Fetched> {
    const at = clock.now();
    const failed = (problem: Fact): store.Fetched => ({ url: key, fileId: undefined, problem, fetchedAt: at });
    const accept = { types: of.accept?.types ?? [], ...(of.accept?.least && { least: of.accept.least }) };
    try {
      const { file, bytes } = await files.read(fileId, institutionId);
      const cut = await cutOut(bytes, crop, field.part ?? crop);
      if ('problem' in cut) return failed(cut.problem);
      const kept = await files.keep(fetcher, { institutionId, name: file.name, bytes: cut, accept });
      return 'problem' in kept
        ? failed(kept.problem)
        : { url: key, fileId: kept.id, problem: undefined, fetchedAt: at };
    } catch (error) {
      if (isUnavailable(error)) throw error;
      return failed(fact('resources.picture_not_cut', { label: of.title }));
    }
  }

  const urlsIn = (channel: Channel, values: Values) =>
    fieldsOfFiles(channel).flatMap((field) =>
      linesOf(values[field.name])
        .filter(isFetched)
        .map((url) => ({ field, url })),
    );

  async function fetchAll(institutionId: string, asked: readonly { field: Field; url: string }[]): Promise<void> {
    if (asked.length === 0) return;
    const known = await store.find(
      db,
      institutionId,
      asked.map(({ url }) => url),
    );
    const stale = after(clock.now(), -minutes(10));
    for (const { field, url } of asked) {
      const found = known.find((one) => one.url === url);
      const isKnown = found?.fileId !== undefined || (found?.fetchedAt !== undefined && found.fetchedAt > stale);
      if (!isKnown) await store.save(db, institutionId, await fetchOne(institutionId, url, field));
    }
  }

  return {
    async makeReady(institutionId, channel, values) {
      await fetchAll(institutionId, urlsIn(channel, values));
      for (const part of partsIn(channel, values)) {
        const known = await store.find(db, institutionId, [part.key, part.picture]);
        const fileOf = (url: string) => known.find((one) => one.url === url)?.fileId;
        const whole = isFetched(part.picture) ? fileOf(part.picture) : part.picture;
        if (whole !== undefined && fileOf(part.key) === undefined)
          await store.save(db, institutionId, await cutOne(institutionId, part, whole));
      }
    },

    async resolve(trx, institutionId, channel, values) {
      const asked = urlsIn(channel, values);
      const parts = partsIn(channel, values);
      const keys = [...asked.map(({ url }) => url), ...parts.map(({ key }) => key)];
      const found = keys.length === 0 ? [] : await store.find(trx, institutionId, keys);
      const known = new Map(found.map((one) => [one.url, one]));
      const pictures: Record<string, string> = {};
      const problems: Problems = {};
      for (const { field, url } of asked) {
        const { fileId, problem } = known.get(url) ?? {};
        if (fileId !== undefined) pictures[url] = fileId;
        else problems[field.name] = problem ?? fact('resources.picture_not_fetched', { label: field.title });
      }
      for (const { name } of fieldsOfFiles(channel))
        for (const line of linesOf(values[name])) if (!isFetched(line)) pictures[line] = line;
      for (const { field, key } of parts) {
        const { fileId, problem } = known.get(key) ?? {};
        if (fileId !== undefined) pictures[key] = fileId;
        else problems[field.name] = problem ?? fact('resources.picture_not_done', { label: field.title });
      }
      return Object.keys(problems).length > 0 ? { problems } : { pictures };
    },
  };
}

const linesOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((each): each is string => typeof each === 'string');

async function readAll(answer: Response): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > largest) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
