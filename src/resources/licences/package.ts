import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import type { Clock } from '../../clock.ts';
import { dayOf } from '../../clock.ts';
import type { Keys } from '../../crypto/keys.ts';
import { type Sm2Signer, sm2UserId } from '../../crypto/sm2.ts';
import type { Database } from '../../database/open.ts';
import type { Files, StoredFile } from '../../files/service.ts';
import { cloudInstitutionId } from '../../institutions/service.ts';
import { signingKeyPath } from '../open/signing-key.ts';
import { findPublished } from './catalogue/catalogue-store.ts';
import * as store from './requests/licence-store.ts';
import type { Licences } from './service.ts';
import { type Item, type Licence, lastDay, numberOf } from './terms/licence.ts';
import { licenceHtml, licenceText } from './terms/licence-text.ts';

type Needs = {
  db: Database;
  clock: Clock;
  files: Pick<Files, 'read' | 'describe'>;
  licences: Pick<Licences, 'mustHold'>;
  keys: Pick<Keys, 'sm2'>;
  publicUrl: URL;
};

type Published = Awaited<ReturnType<typeof findPublished>>[number];
/** One file of the package, as the manifest lists it; its bytes come when its turn has come. */
type Part = { path: string; type: string; read: () => Promise<Buffer> };

type Content = { item: Item; published: Published | undefined; parts: Part[] };

/** 资源包: the resources of a licence in one file. Callers have the licence from `open`. */
export interface Packages {
  /** The name under which it is saved. */
  nameOf(licence: Licence): string;
  /** A ZIP that is made while it is sent, one file at a time, and breaks off where the licence ends meanwhile. */
  stream(licence: Licence): Promise<Readable>;
}

export function createPackages({ db, clock, files, licences, keys, publicUrl }: Needs): Packages {
  const publicKeys = `${publicUrl.origin}${signingKeyPath}`;

  /** Resources withdrawn by the Cloud since are left out: the manifest says so. */
  async function contents(licence: Licence): Promise<Content[]> {
    const items = await store.items(db, licence.id);
    const found = await findPublished(
      db,
      clock.now(),
      items.map(({ entryId }) => entryId),
    );
    const described = async (ids: readonly string[]) => files.describe(ids, cloudInstitutionId);
    return Promise.all(
      items.map(async (item) => {
        const published = found.find(({ id }) => id === item.entryId);
        if (published === undefined) return { item, published, parts: [] };
        const folder = folderOf(item);
        const pictures = await described([...new Set(Object.values(published.pictures))]);
        const papers = await described(item.terms.files);
        const part = (path: string) => (file: StoredFile, place: number) => ({
          path: `${folder}/${path}/${String(place + 1).padStart(2, '0')}-${safe(file.name, file.type)}`,
          type: file.type,
          read: async () => (await files.read(file.id, cloudInstitutionId)).bytes,
        });
        const metadata = metadataPart(published, item);
        return { item, published, parts: [metadata, ...pictures.map(part('pictures')), ...papers.map(part('files'))] };
      }),
    );
  }

  return {
    nameOf: (licence) => `${numberOf(licence)}.zip`,

    stream: async (licence) =>
      zipOf(licence, await contents(licence), {
        mtime: clock.now(),
        mustHold: licences.mustHold,
        ...(keys.sm2 && { signing: { signer: await keys.sm2(), publicKeys } }),
      }),
  };
}

type Held = {
  mtime: Date;
  /** Throws where the licence ended while its package was being sent. */
  mustHold: (licenceId: string) => Promise<void>;
  /** The manifest is signed, and with it by its sums all else; `publicKeys`: their address. Never for invented content of a sandbox. */
  signing?: { signer: Sm2Signer; publicKeys: string };
};

/** The ZIP of its parts, made while it is sent. */
async function zipOf(licence: Licence, all: readonly Content[], { mtime, mustHold, signing }: Held): Promise<Readable> {
  const items = all.map(({ item }) => item);
  const { ZipFile } = await import('yazl'); // only those who download need it
  const zip = new ZipFile();
  const listed = new Map<string, { path: string; type: string; size: number; sha256: string; sm3?: string }>();

  const add = ({ path, type, read }: Part) =>
    zip.addReadStreamLazy(path, { mtime, compress: !/^image\//.test(type) }, (give) => {
      mustHold(licence.id)
        .then(read)
        .then(
          (bytes) => {
            const sha256 = createHash('sha256').update(bytes).digest('hex');
            const sm3 = signing && { sm3: createHash('sm3').update(bytes).digest('hex') };
            listed.set(path, { path, type, size: bytes.length, sha256, ...sm3 });
            give(null, Readable.from([bytes]));
          },
          (error: unknown) => give(error, Readable.from([])),
        );
    });

  const text = (path: string, type: string, content: () => string): Part => ({
    path,
    type,
    read: async () => Buffer.from(content()),
  });
  add(text('licence.html', 'text/html', () => licenceHtml(licence, items)));
  add(text('licence.txt', 'text/plain', () => licenceText(licence, items)));
  for (const part of all.flatMap(({ parts }) => parts)) add(part);
  let manifest = '';
  // Last, as it lists the sent files with their sums.
  add(
    text('manifest.json', 'application/json', () => {
      manifest = JSON.stringify(
        {
          ...(signing && {
            signature: {
              ...{ file: signatureName, algorithm: 'SM2 (GB/T 32918), SM3', user_id: sm2UserId },
              public_keys: signing.publicKeys,
            },
          }),
          licence: presentLicence(licence),
          generated_at: mtime.toISOString(),
          files: [...listed.values()].filter(({ path }) => path.startsWith('licence.')),
          resources: all.map(({ item, published, parts }) => ({
            id: item.entryId,
            number: item.mark,
            title: item.title,
            status: published === undefined ? 'withdrawn' : 'included',
            ...(published && { channel: published.channel, version: published.version }),
            attribution: item.terms.attribution,
            media: published === undefined ? [] : item.terms.media,
            files: parts.flatMap(({ path }) => listed.get(path) ?? []),
          })),
        },
        undefined,
        2,
      );
      return manifest;
    }),
  );
  if (signing !== undefined) {
    const { signer } = signing;
    const read = async () => signer.sign(signer.begin().update(manifest));
    add({ path: signatureName, type: 'application/octet-stream', read });
  }
  const out = new PassThrough();
  zip.on('error', (error) => out.destroy(error instanceof Error ? error : new Error('a package broke off')));
  zip.outputStream.pipe(out);
  zip.end();
  return out;
}

const signatureName = 'manifest.json.sm2';

const folderOf = ({ position, mark }: Item): string => `resources/${String(position).padStart(2, '0')}-${mark}`;

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
};

/** A name valid on every file system, with the ending of its content. */
function safe(name: string, type: string): string {
  const bare = name
    .replace(/\.[A-Za-z\d]{1,5}$/, '')
    .replace(/[<>:"|?*\\/\p{Cc}\p{Cf}]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '');
  return `${[...bare].slice(0, 80).join('') || 'file'}.${endings[type] ?? 'bin'}`;
}

/** The Cloud's metadata of one resource, as in the package. */
const metadataPart = (published: Published, item: Item): Part => ({
  path: `${folderOf(item)}/metadata.json`,
  type: 'application/json',
  read: async () => Buffer.from(JSON.stringify(metadataOf(published, item), undefined, 2)),
});

function metadataOf({ id, channel, version, publishedAt, data }: Published, { terms, mark }: Item) {
  const values: object = JSON.parse(data);
  const { purposes, commercial, region, attribution, note, media } = terms;
  const allowed = { purposes, commercial, region: region ?? null, attribution, note: note ?? null };
  return {
    id,
    number: mark,
    channel,
    version,
    published_at: publishedAt.toISOString(),
    terms: allowed,
    media,
    ...values,
  };
}

const presentLicence = (licence: Licence) => ({
  id: licence.id,
  number: numberOf(licence),
  institution: licence.institution,
  platform: licence.platform,
  purposes: licence.purposes,
  scope: licence.scope ?? null,
  conditions: licence.conditions ?? null,
  from: dayOf(licence.startsAt),
  until: lastDay(licence),
});
