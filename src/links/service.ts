import { createHash } from 'node:crypto';
import { type Actor, isMemberOf, mustOperate, mustReach, reachOf } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import { isId, newId } from '../crypto/secrets.ts';
import type { Connection, Database, Reader } from '../database/open.ts';
import { conflict, forbidden, invalid, notFound } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { isImage } from '../files/file.ts';
import { readCode, renderCode, renderPictures } from '../files/pictures.ts';
import type { Files } from '../files/service.ts';
import { type PictureSize, readCrop } from '../files/sizes.ts';
import type { Institutions } from '../institutions/service.ts';
import { fact } from './facts.ts';
import { appAddressOf, type Link, type LinkValues } from './link.ts';
import { may } from './policies.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  reads: Reader;
  clock: Clock;
  files: Pick<Files, 'read' | 'view' | 'hold'>;
  institutions: Pick<Institutions, 'mustBeOthers'>;
};

const noLink = () => notFound(fact('links.not_found'));
const subjectOf = (id: string) => ({ kind: 'link', id });

/** The verbs of the room. A link of others does not exist for an institution (`not_found`). */
export interface Links {
  // Reading

  /** One link, online or not. */
  find(id: string): Promise<Link | undefined>;
  /** Of an institution. */
  list(institutionId: string): Promise<Link[]>;
  /** For operators of its region. Throws `not_found`. */
  look(actor: Actor, id: string): Promise<Link>;
  /** The operators' list of their regions, newest first. */
  newest(actor: Actor, filter: Omit<store.Filter, 'reach'>, before?: store.Cursor, limit?: number): Promise<Link[]>;
  /** The links on the public pages, and how many there are in all. */
  shown(limit?: number): Promise<{ links: Link[]; count: number }>;
  /** A picture: public while the link is shown, afterwards for the institution and operators. Throws `not_found`. */
  picture(id: string, name: PictureSize | 'app', actor?: Actor): Promise<{ bytes: Buffer; hash: string }>;

  // The review

  /** The effect of an approval, in its transaction: puts the link on the Cloud's pages, or brings it up to date. Answers its id. */
  open(trx: Connection, opening: Opening): Promise<string>;
  /** Throws `invalid` by field where the uploads will not do. */
  mustRender(institutionId: string, values: LinkValues, connection?: Connection): Promise<void>;
  /** How a picture of this upload would look; undefined where the upload or the crop will not do. */
  preview(actor: Actor, poster: string, crop: string, size: PictureSize): Promise<Buffer | undefined>;
  /** The initial form data of a change of this link. */
  valuesOf(id: string, institutionId: string): Promise<LinkValues | undefined>;
  /** The same of the link that an application's form opened. */
  valuesOfApplication(clientId: string): Promise<LinkValues | undefined>;

  // Offline and online again, with a reason of at most 200 characters

  /** By the institution. */
  withdraw(actor: Actor, id: string, reason: string): Promise<void>;
  /** By the institution; throws `forbidden` for a link that operators took off. */
  restore(actor: Actor, id: string): Promise<void>;
  /** By an operator without a tie to the institution. */
  takeOffline(actor: Actor, id: string, reason: string): Promise<void>;
  /** The same back. */
  putOnline(actor: Actor, id: string): Promise<void>;
}

/** `id`, or else the application, says which link is brought up to date. */
type Opening = {
  institutionId: string;
  clientId?: string;
  id?: string;
  values: LinkValues;
  actor: Actor;
};

/** R34–R37: the links of partners on the Cloud's pages. */
export function createLinks({ db, reads, clock, files, institutions }: Needs): Links {
  const find = async (id: string) => (isId(id) ? store.find(db, id) : undefined);

  /** The public pictures of the uploads; throws, with facts for the field, if they are unusable. */
  async function render(trx: Connection, institutionId: string, { poster, crop, appQr }: LinkValues) {
    const pictures = await renderPictures(
      (await files.read(poster, institutionId, trx)).bytes,
      crop ? readCrop(crop) : undefined,
    );
    if ('problem' in pictures)
      throw invalid({ [isOfCrop(pictures.problem) ? 'linkCrop' : 'linkPoster']: pictures.problem });
    const uploaded = appQr === undefined ? undefined : (await files.read(appQr, institutionId, trx)).bytes;
    const appUrl = uploaded && appAddress(await readCode(uploaded));
    const code = uploaded && (await renderCode(uploaded));
    const hash = createHash('sha256').update(pictures['230x60']).update(pictures['180x50']);
    if (code !== undefined) hash.update(code);
    return { pictures, appQrPicture: code, appUrl, pictureHash: hash.digest('base64url').slice(0, 16) };
  }

  async function own(actor: Actor, id: string): Promise<Link> {
    const link = await find(id);
    if (link === undefined || actor.kind !== 'member' || actor.institutionId !== link.institutionId) throw noLink();
    if (!isMemberOf(actor, link.institutionId, may('apply for a link, take it offline and back').roles))
      throw forbidden(fact('links.role_may_not'));
    return link;
  }

  /** A link as operators see it, and decide about it. */
  async function look(actor: Actor, id: string): Promise<Link> {
    mustOperate(actor, ...may('see every link').roles);
    const link = await find(id);
    if (link === undefined) throw noLink();
    mustReach(actor, link, noLink);
    return link;
  }

  const move = (actor: Actor, link: Link, to: Parameters<typeof store.move>[2]) =>
    db.transaction(async (trx) => {
      const at = clock.now();
      if (!(await store.move(trx, link.id, to, at))) throw conflict(fact('links.changed'));
      const reason = to.state === 'offline' ? { reason: to.reason } : {};
      await record(trx, at, actor, `link.${to.state}`, subjectOf(link.id), {
        institution: link.institutionId,
        ...reason,
      });
    });

  const offline = (actor: Actor, link: Link, by: 'institution' | 'operator', reason: string) => {
    if (reason.trim() === '') throw invalid({ reason: fact('links.reason_missing') });
    if (reason.trim().length > 200) throw invalid({ reason: fact('links.reason_long') });
    return move(actor, link, { state: 'offline', by, reason: reason.trim() });
  };

  return {
    async open(trx, { institutionId, clientId, id, values, actor }) {
      const known = id ?? (clientId === undefined ? undefined : (await store.findOfApplication(trx, clientId))?.id);
      const at = clock.now();
      const before =
        known !== undefined && clientId !== undefined && (await store.findValues(trx, known, institutionId));
      const link = {
        ...(before && { webHome: before.webHome, h5Home: before.h5Home }),
        ...values,
        ...(await render(trx, institutionId, values)),
        id: known ?? newId(),
        institutionId,
        clientId,
      };
      if (known === undefined) await store.insert(trx, link, at);
      else if ((await store.update(trx, link, at)) === 0) throw noLink();
      await files.hold(trx, subjectOf(link.id), {
        institutionId,
        regionCode: undefined,
        named: { linkPoster: [values.poster], linkAppQr: values.appQr === undefined ? [] : [values.appQr] },
        only: true,
      });
      const to = { name: values.name, pcUrl: values.pcUrl, h5Url: values.h5Url };
      const details = { institution: institutionId, ...(clientId !== undefined && { application: clientId }), to };
      await record(trx, at, actor, known === undefined ? 'link.open' : 'link.update', subjectOf(link.id), details);
      return link.id;
    },

    async mustRender(institutionId, values, connection = db) {
      await render(connection, institutionId, values);
    },

    async preview(actor, poster, crop, size) {
      const { file, bytes } = await files.view(actor, poster); // any upload may be named here, papers too
      if (!isImage(file.type)) return undefined;
      const pictures = await renderPictures(bytes, readCrop(crop));
      return 'problem' in pictures ? undefined : pictures[size];
    },

    valuesOf: async (id, institutionId) => (isId(id) ? store.findValues(db, id, institutionId) : undefined),
    async valuesOfApplication(clientId) {
      const link = await store.findOfApplication(db, clientId);
      return link && store.findValues(db, link.id, link.institutionId);
    },

    find,
    list: (institutionId) => store.listOf(db, institutionId),
    look,
    async newest(actor, filter, before, limit = 50) {
      mustOperate(actor, ...may('see every link').roles);
      return store.newest(db, { ...filter, reach: reachOf(actor) }, before, limit);
    },

    shown: async (limit = 500) => ({
      links: await store.listShown(reads, limit),
      count: await store.countShown(reads),
    }),

    async picture(id, name, actor) {
      const link = isId(id) ? await store.findPictures(actor === undefined ? reads : db, id) : undefined;
      if (link === undefined || (!link.shown && actor === undefined)) throw noLink();
      if (actor?.kind === 'member' && (await find(id))?.institutionId !== actor.institutionId) throw noLink();
      if (actor !== undefined && actor.kind !== 'member') await look(actor, id);
      const bytes = { '230x60': link.picture_230x60, '180x50': link.picture_180x50, app: link.app_qr }[name];
      if (bytes === null) throw noLink();
      return { bytes, hash: link.picture_hash };
    },

    withdraw: async (actor, id, reason) => offline(actor, await own(actor, id), 'institution', reason),
    async restore(actor, id) {
      const link = await own(actor, id);
      if (link.offlineBy === 'operator') throw forbidden(fact('links.operators_restore'));
      await move(actor, link, { state: 'online', of: 'institution' });
    },

    async takeOffline(actor, id, reason) {
      mustOperate(actor, ...may('take any link offline and back').roles);
      const link = await look(actor, id);
      await institutions.mustBeOthers(actor, link.institutionId);
      await offline(actor, link, 'operator', reason);
    },
    async putOnline(actor, id) {
      mustOperate(actor, ...may('take any link offline and back').roles);
      const link = await look(actor, id);
      await institutions.mustBeOthers(actor, link.institutionId);
      await move(actor, link, { state: 'online', of: 'operator' });
    },
  };
}

/** Problems of the chosen part, not of the picture. */
const isOfCrop = ({ code }: Fact) => code === 'files.crop_outside' || code === 'files.crop_small';

/** R39: the code of an App leads to a page where a phone gets it. */
function appAddress(says: string | undefined): string {
  const read = appAddressOf(says);
  if ('problem' in read) throw invalid({ linkAppQr: read.problem });
  return read.address;
}
