import { createHash } from 'node:crypto';
import { type Actor, actorId, isMemberOf, type Member, mustReach, reaches } from '../actor.ts';
import { record } from '../audit/record.ts';
import { after, type Clock, days } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { isId, newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { regionOf } from '../database/regions.ts';
import { forbidden, invalid, notFound, rateLimited } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { permits } from '../http/access.ts';
import { production, type Space } from '../space.ts';
import { fact } from './facts.ts';
import { type Accept, type StoredFile, unnamed } from './file.ts';
import { inspect } from './inspect.ts';
import { may } from './policies.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock; seal: Seal; space?: Space };

/** Whether a page shows this person links to uploads of the institution. */
export const mayReadUploads = (actor: Member): boolean =>
  permits(may('see what others uploaded for the institution'), actor);

const gone = () => notFound(fact('files.not_found'));

/** The verbs of the room. Files of others are `not_found`, not `forbidden`. */
export interface Files {
  /** Keeps an upload, inspected and sealed, or returns its problem; the same bytes again are the same file. 500 MB a day and institution. */
  keep(actor: Actor, upload: Upload): Promise<StoredFile | { problem: Fact }>;
  /** The files of these ids that the institution has, in their order: for forms and lists. */
  describe(ids: readonly string[], institutionId: string, connection?: Connection): Promise<StoredFile[]>;
  /** An upload's facts, for a program of its institution. */
  facts(actor: Actor, id: string): Promise<StoredFile>;
  /** The bytes of an upload of this institution, for a room that makes something of it. */
  read(id: string, institutionId: string, connection?: Connection): Promise<OpenFile>;
  /** The bytes for a person: a member of the institution, or staff, whose look is audited. */
  view(actor: Actor, id: string): Promise<OpenFile>;
  /** Keeps the named uploads as long as the subject; with `only`, releases those it named before. Throws `invalid` by field for missing ones. */
  hold(trx: Connection, subject: store.Subject, uploads: Named): Promise<void>;
  /** The subject does not name these any more. */
  letGo(trx: Connection, subject: store.Subject, ids: readonly string[]): Promise<number>;
  /** The subject is gone; says how many uploads it held. */
  release(trx: Connection, subject: store.Subject): Promise<number>;
}

type Upload = { institutionId: string; name: string; bytes: Buffer; accept: Accept };
type OpenFile = { file: StoredFile; bytes: Buffer };

/** Uploads of institutions: looked at, made harmless, sealed, in the one place that all nodes and the backup share. */
export function createFiles({ db, clock, seal, space = production }: Needs): Files {
  /** The bytes, after the check of rights. */
  async function open(file: StoredFile | undefined, connection: Connection = db): Promise<OpenFile> {
    const bytes = file && (await store.readBytes(connection, seal, file.id));
    if (file === undefined || bytes === undefined) throw gone();
    return { file, bytes };
  }

  const find = async (id: string, connection: Connection = db) =>
    isId(id) ? store.find(connection, seal, id) : undefined;

  async function mayStaffSee(actor: Actor & { kind: 'staff' }, id: string): Promise<boolean> {
    if (!permits(may('see an uploaded file under review'), actor)) return false;
    if (actor.regions === undefined) return true;
    return (await store.regionsOf(db, id)).some((regionCode) => reaches(actor, { regionCode }));
  }

  return {
    async keep(actor, upload) {
      const { institutionId, name, bytes, accept } = upload;
      mustUpload(actor, institutionId);
      if (actor.kind === 'staff') mustReach(actor, { regionCode: await regionOf(db, institutionId) }, gone);
      const at = clock.now();
      const { types, least } = accept;
      // The rendering depends on the requirements.
      const asked = `${createHash('sha256').update(bytes).digest('hex')} ${least?.width}x${least?.height}`;
      const contentIndex = seal.index(asked, 'files.content');
      const again = await store.findAgain(db, seal, { institutionId, contentIndex, at });
      if (again !== undefined && types.includes(again.type)) return again;

      // Registration is open, so uploads are limited.
      const max = space.maxUploadedADay;
      if ((await store.sizeSince(db, institutionId, after(at, -days(1)))) + bytes.length > max)
        throw rateLimited(fact('files.too_much_today', { megabytes: max / 1024 / 1024 }), days(1));
      const inspected = await inspect(bytes, accept);
      if ('problem' in inspected) return inspected;
      const file: StoredFile = {
        id: newId(),
        institutionId,
        name: name === '' ? unnamed : name,
        type: inspected.type,
        size: inspected.bytes.length,
        width: inspected.width,
        height: inspected.height,
        createdBy: actorId(actor) ?? '',
        createdAt: at,
      };
      const id = await db.transaction(async (trx) => {
        const kept = await store.keep(trx, seal, { ...file, bytes: inspected.bytes, contentIndex });
        if (kept === file.id)
          await record(trx, at, actor, 'file.keep', subjectOf(kept), {
            institution: institutionId,
            type: file.type,
            size: file.size,
          });
        return kept;
      });
      return id === file.id ? file : ((await store.find(db, seal, id)) ?? file);
    },

    async describe(ids, institutionId, connection = db) {
      const wanted = ids.filter(isId);
      const found = wanted.length === 0 ? [] : await store.list(connection, seal, wanted, institutionId);
      return wanted.flatMap((id) => found.find((file) => file.id === id) ?? []);
    },

    async facts(actor, id) {
      if (actor.kind !== 'application' || !actor.scopes.includes('file:write')) throw gone();
      const file = await find(id);
      if (file?.institutionId !== actor.institutionId) throw gone();
      return file;
    },

    async read(id, institutionId, connection = db) {
      const file = await find(id, connection);
      return open(file?.institutionId === institutionId ? file : undefined, connection);
    },

    async view(actor, id) {
      const file = await find(id);
      if (file === undefined) throw gone();
      if (actor.kind === 'member') {
        const isOwn = actor.institutionId === file.institutionId && actor.accountId === file.createdBy;
        if (!isOwn && !isMemberOf(actor, file.institutionId, may('see what others uploaded for the institution').roles))
          throw gone();
        return open(file);
      }
      if (actor.kind !== 'staff' || !(await mayStaffSee(actor, id))) throw gone();
      const details = { institution: file.institutionId, type: file.type };
      await record(db, clock.now(), actor, 'file.view', subjectOf(id), details);
      return open(file);
    },

    async hold(trx, subject, { institutionId, regionCode, named, only }) {
      for (const [field, given] of Object.entries(named)) {
        const ids = [...new Set(given)];
        const had = ids.every(isId) ? await store.hold(trx, subject, { ids, institutionId, regionCode }) : -1;
        if (had !== ids.length) throw invalid({ [field]: fact('files.upload_gone') });
      }
      if (only === true) await store.release(trx, subject, [...new Set(Object.values(named).flat())]);
    },

    letGo: (trx, subject, ids) => store.letGo(trx, subject, ids.filter(isId)),

    release: (trx, subject) => store.release(trx, subject, []),
  };
}

type Named = {
  institutionId: string;
  /** The region whose reviewers may look at them. */
  regionCode: string | undefined;
  named: Readonly<Record<string, readonly string[]>>;
  only?: boolean;
};

function mustUpload(actor: Actor, institutionId: string): void {
  if (
    actor.kind === 'operator' ||
    actor.kind === 'system' ||
    isMemberOf(actor, institutionId, may('upload a file for the institution').roles)
  )
    return;
  if (actor.kind === 'application' && actor.institutionId === institutionId && actor.scopes.includes('file:write'))
    return;
  if (actor.kind === 'staff' && actor.roles.includes('operator')) return; // papers that came by mail (R16)
  if (actor.kind === 'member' && actor.institutionId === institutionId)
    throw forbidden(fact('files.role_may_not_upload'));
  throw gone();
}

const subjectOf = (id: string) => ({ kind: 'file', id });

export type { Accept, StoredFile } from './file.ts';
