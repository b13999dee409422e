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

/** 图标: what stands beside the name of an application where a citizen decides. */
export function createLogos({ db, files }: Needs) {
  const draw = async (institutionId: string, upload: string, connection: Connection = db) =>
    renderLogo((await files.read(upload, institutionId, connection)).bytes);

  return {
    /** What is drawn is remembered for a while: for the transaction that follows. */
    draw: async (institutionId: string, upload: string): Promise<void> => void (await draw(institutionId, upload)),

    /** Within the approving transaction: the upload becomes a public picture; without one, an earlier upload goes. */
    async follow(
      trx: Connection,
      actor: Actor,
      { clientId, institutionId, logo }: Application,
      upload: string | undefined,
      at: Date,
    ): Promise<void> {
      const isUploaded = logo?.startsWith(home) === true;
      if (upload === undefined && !isUploaded) return;
      const picture = upload && (await draw(institutionId, upload, trx));
      const address = picture && `${home}${encodeURIComponent(clientId)}.png?v=${versionOf(picture)}`;
      if (address === logo) return;
      await store.set(trx, clientId, picture && address ? { picture, address } : undefined, at);
      const details = { from: logo ?? null, to: address ?? null };
      await record(trx, at, actor, 'application.set_logo', { kind: 'application', id: clientId }, details);
    },

    async picture(clientId: string): Promise<{ bytes: Buffer; version: string }> {
      const bytes = await store.find(db, clientId);
      if (bytes === undefined) throw notFound(fact('applications.no_picture'));
      return { bytes, version: versionOf(bytes) };
    },
  };
}

export type Logos = ReturnType<typeof createLogos>;
