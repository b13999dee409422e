import { createHash } from 'node:crypto';
import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Connection, Database } from '../../database/open.ts';
import { notFound } from '../../errors.ts';
import { renderLogo } from '../../files/pictures.ts';
import type { Files } from '../../files/service.ts';
import type { Application } from '../aksk/application.ts';
import { fact } from '../facts.ts';
import * as store from './store.ts';

type Needs = { db: Database; files: Pick<Files, 'read'> };

const home = '/logos/';
const versionOf = (picture: Buffer) => createHash('sha256').update(picture).digest('base64url').slice(0, 16);

/** 图标: the picture beside the name of an application where a citizen decides. */
export interface Logos {
  /** Draws an upload, and remembers it for the transaction that follows. Throws `invalid` where it will not do. */
  draw(institutionId: string, upload: string): Promise<void>;
  /** Within the approving transaction: the upload becomes public; without one, an earlier upload goes. */
  follow(trx: Connection, actor: Actor, application: Application, upload: string | undefined, at: Date): Promise<void>;
  /** The PNG of an AK. Throws `not_found`. */
  picture(clientId: string): Promise<{ bytes: Buffer; version: string }>;
}

/** 图标: the picture beside the name of an application where a citizen decides. */
export function createLogos({ db, files }: Needs): Logos {
  const draw = async (institutionId: string, upload: string, connection: Connection = db) =>
    renderLogo((await files.read(upload, institutionId, connection)).bytes);

  return {
    draw: async (institutionId, upload) => void (await draw(institutionId, upload)),

    async follow(trx, actor, { clientId, institutionId, logo }, upload, at) {
      const isUploaded = logo?.startsWith(home) === true;
      if (upload === undefined && !isUploaded) return;
      const picture = upload && (await draw(institutionId, upload, trx));
      const address = picture && `${home}${encodeURIComponent(clientId)}.png?v=${versionOf(picture)}`;
      if (address === logo) return;
      await store.set(trx, clientId, picture && address ? { picture, address } : undefined, at);
      const details = { from: logo ?? null, to: address ?? null };
      await record(trx, at, actor, 'application.set_logo', { kind: 'application', id: clientId }, details);
    },

    async picture(clientId) {
      const bytes = await store.find(db, clientId);
      if (bytes === undefined) throw notFound(fact('applications.no_picture'));
      return { bytes, version: versionOf(bytes) };
    },
  };
}
