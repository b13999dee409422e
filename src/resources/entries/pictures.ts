import { type Actor, system } from '../../actor.ts';
import { after, type Clock, minutes } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { isUnavailable, Problem, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { isFetched } from '../../fields/choice.ts';
import { type Field, fieldsIn, type Values } from '../../fields/form.ts';
import { cutOut } from '../../files/pictures.ts';
import type { Files } from '../../files/service.ts';
import { readCrop } from '../../files/sizes.ts';
import type { Institutions } from '../../institutions/service.ts';
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
  institutions: Pick<Institutions, 'isKit'>;
};

const largest = 10 * 1024 * 1024;
/** Addresses fetched at the same time. */
const atATime = 6;
const mostSilent = 3;
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
type Address = { field: Field; url: string };

/** How often in a row each host did not answer: after three times its other addresses are not tried within the same piece of work. */
export type Hosts = Map<string, number>;

type Resolved = { pictures: Record<string, string> } | { problems: Problems };

/** Cover, gallery and attachments: uploads by their id, or by an address that is fetched once, looked at and kept like an upload. */
export interface Pictures {
  /** Fetches and crops pictures not made yet, several at a time. A failed fetch is retried after ten minutes: the picture may exist by then. */
  makeReady(institutionId: string, channel: Channel, entries: readonly Values[], hosts?: Hosts): Promise<void>;
  /** Keeps a picture that came within a file, as an upload for this field, or returns its problem. */
  keep(
    institutionId: string,
    field: Field,
    picture: { name: string; bytes: Buffer },
  ): Promise<{ id: string } | { problem: Fact }>;
  /** Of each entry the file of each address, id and part in its values, or the problems by field. `isTrial`: pictures to come are no problem. */
  resolve(
    trx: Connection,
    institutionId: string,
    channel: Channel,
    entries: readonly Values[],
    about?: { isTrial?: boolean },
  ): Promise<Resolved[]>;
}

export function createPictures({ db, clock, files, fetch, institutions }: Needs): Pictures {
  const keep: Pictures['keep'] = async (institutionId, field, { name, bytes }) => {
    const { types = [], least } = field.accept ?? {};
    const accept = { types, ...(least && { least }) };
    try {
      return await files.keep(fetcher, { institutionId, name, bytes, accept });
    } catch (error) {
      if (!(error instanceof Problem) || isUnavailable(error)) throw error;
      return { problem: error.fact };
    }
  };

  async function fetchOne(institutionId: string, url: string, field: Field, hosts: Hosts): Promise<store.Fetched> {
    const at = clock.now();
    const failed = (problem: Fact): store.Fetched => ({ url, fileId: undefined, problem, fetchedAt: at });
    const { host, pathname } = new URL(url);
    const silent = hosts.get(host) ?? 0;
    if (silent >= mostSilent) return failed(fact('resources.picture_unreachable', { label: field.title }));
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      hosts.delete(host);
      if (!answer.ok) return failed(fact('resources.picture_answered', { label: field.title, status: answer.status }));
      const bytes = await readAll(answer);
      if (bytes === undefined) return failed(fact('resources.picture_large', { label: field.title }));
      const name = decodeURIComponent(pathname.split('/').at(-1) ?? '').slice(0, 100);
      const kept = await keep(institutionId, field, { name, bytes });
      return 'problem' in kept ? failed(kept.problem) : { url, fileId: kept.id, problem: undefined, fetchedAt: at };
    } catch (error) {
      if (isUnavailable(error)) throw error; // our own outage, not the picture's fault
      hosts.set(host, silent + 1);
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

  async function fetchAll(institutionId: string, asked: readonly Address[], hosts: Hosts): Promise<void> {
    if (asked.length === 0) return;
    const known = await store.find(
      db,
      institutionId,
      asked.map(({ url }) => url),
    );
    const stale = after(clock.now(), -minutes(10));
    const isKnown = (url: string) => {
      const found = known.find((one) => one.url === url);
      return found?.fileId !== undefined || (found?.fetchedAt !== undefined && found.fetchedAt > stale);
    };
    const waiting = [...new Map(asked.map((one) => [one.url, one])).values()].filter(({ url }) => !isKnown(url));
    // A stranger took its keys: nothing is asked for on a stranger's word.
    const isKit = waiting.length > 0 && (await institutions.isKit(institutionId));
    const one = async ({ url, field }: Address) =>
      isKit
        ? { url, fileId: undefined, problem: fact('resources.picture_claim_first'), fetchedAt: clock.now() }
        : fetchOne(institutionId, url, field, hosts);
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        await store.save(db, institutionId, await one(next));
    };
    await Promise.all(Array.from({ length: atATime }, work));
  }

  function resolveOne(
    channel: Channel,
    values: Values,
    known: ReadonlyMap<string, store.Fetched>,
    isTrial: boolean,
  ): Resolved {
    const pictures: Record<string, string> = {};
    const problems: Problems = {};
    for (const { field, url } of urlsIn(channel, values)) {
      const { fileId, problem } = known.get(url) ?? {};
      if (fileId !== undefined) pictures[url] = fileId;
      else if (problem !== undefined || !isTrial)
        problems[field.name] = problem ?? fact('resources.picture_not_fetched', { label: field.title });
    }
    for (const { name } of fieldsOfFiles(channel))
      for (const line of linesOf(values[name])) if (!isFetched(line)) pictures[line] = line;
    for (const { field, key } of partsIn(channel, values)) {
      const { fileId, problem } = known.get(key) ?? {};
      if (fileId !== undefined) pictures[key] = fileId;
      else if (problem !== undefined || !isTrial)
        problems[field.name] = problem ?? fact('resources.picture_not_done', { label: field.title });
    }
    return Object.keys(problems).length > 0 ? { problems } : { pictures };
  }

  return {
    keep,

    async makeReady(institutionId, channel, entries, hosts = new Map()) {
      const asked = entries.flatMap((values) => urlsIn(channel, values));
      await fetchAll(institutionId, asked, hosts);
      for (const part of entries.flatMap((values) => partsIn(channel, values))) {
        const known = await store.find(db, institutionId, [part.key, part.picture]);
        const fileOf = (url: string) => known.find((one) => one.url === url)?.fileId;
        const whole = isFetched(part.picture) ? fileOf(part.picture) : part.picture;
        if (whole !== undefined && fileOf(part.key) === undefined)
          await store.save(db, institutionId, await cutOne(institutionId, part, whole));
      }
    },

    async resolve(trx, institutionId, channel, entries, { isTrial = false } = {}) {
      const keys = entries.flatMap((values) => [
        ...urlsIn(channel, values).map(({ url }) => url),
        ...partsIn(channel, values).map(({ key }) => key),
      ]);
      const found = keys.length === 0 ? [] : await store.find(trx, institutionId, keys);
      const known = new Map(found.map((one) => [one.url, one]));
      return entries.map((values) => resolveOne(channel, values, known, isTrial));
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
