import type { Actor } from '../../actor.ts';
import { after, type Clock, days } from '../../clock.ts';
import { equal, hashToken, newClientSecret, newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, invalid, notFound } from '../../errors.ts';
import type { Application, Secret } from '../aksk/application.ts';
import type { Changes } from '../aksk/change.ts';
import { ended } from '../aksk/history.ts';
import { mustHoldSecrets } from '../aksk/rights.ts';
import * as store from '../aksk/store.ts';
import { fact } from '../facts.ts';
import { addSecret } from './new-secret.ts';
import type { ShownSecrets } from './shown.ts';
import { endSecretsOf } from './shown-store.ts';

/** A new SK; its maker may read it for a while (shown.ts). */
export type Drawn = { application: Application; secret: string };

const mustUseSk = ({ authMethod }: Application) => {
  if (!authMethod.startsWith('client_secret')) throw conflict(fact('applications.no_secret_used'));
};

/** The one that no other has replaced yet. */
const current = (live: readonly Secret[]) => live.find(({ expiresAt }) => expiresAt === undefined);

type Needs = { db: Database; clock: Clock; shown: Pick<ShownSecrets, 'keep'> };

/** R33: SKs rest as hashes, are read by their maker until 我已保存, and replace each other without downtime. */
export function createSecrets({ db, clock, change, changeFor, shown }: Needs & Changes) {
  return {
    /** The first SK of an AK, drawn by its institution. Of two concurrent draws the second is refused. */
    async drawSecret(actor: Actor, clientId: string): Promise<Drawn> {
      const { application, result } = await changeFor(
        mustHoldSecrets,
        actor,
        'application.draw_sk',
        clientId,
        async (trx, before, at) => {
          mustUseSk(before);
          const value = newClientSecret();
          const first = { id: newId(), hash: hashToken(value), lastFour: value.slice(-4), createdAt: at };
          if (!(await store.insertFirstSecret(trx, clientId, first))) throw conflict(fact('applications.secret_drawn'));
          await shown.keep(trx, actor, { secretId: first.id }, value, at);
          return { details: { added: { lastFour: first.lastFour } }, result: value };
        },
      );
      return { application, secret: result };
    },

    /**
     * A new SK at once; the old ones go on for `overlap` seconds, at most 7 days. `newest` is the id of the SK that the page showed as the
     * newest: a page that is sent twice makes one SK.
     */
    async rotate(actor: Actor, clientId: string, overlap = days(7), newest?: string): Promise<Drawn> {
      if (Number.isNaN(overlap)) throw invalid({ overlap: fact('applications.overlap_form') });
      const { application, result } = await changeFor(
        mustHoldSecrets,
        actor,
        'application.rotate',
        clientId,
        async (trx, before, at) => {
          mustUseSk(before);
          const until = after(at, Math.min(Math.max(overlap, 0), days(7)));
          const older = await store.secretsOf(trx, clientId, at);
          if (newest !== undefined && current(older)?.id !== newest)
            throw conflict(fact('applications.secret_just_made'));
          await endSecretsOf(trx, clientId); // R33: another one is not shown any more
          const added = await addSecret(trx, clientId, at);
          await shown.keep(trx, actor, { secretId: added.id }, added.value, at);
          await store.endOlderSecrets(trx, clientId, added.id, until);
          const details = { added: { lastFour: added.lastFour }, ended: ended(older, until) };
          return { details, result: added.value };
        },
      );
      return { application, secret: result };
    },

    /** An older SK stops now. The newest is replaced, never only taken away. */
    endSecret: (actor: Actor, clientId: string, id: string) =>
      change(mustHoldSecrets, actor, 'application.end_sk', clientId, async (trx, _application, at) => {
        const found = (await store.secretsOf(trx, clientId, at)).find((secret) => secret.id === id);
        if (found === undefined) throw notFound(fact('applications.no_such_secret'));
        if (found.expiresAt === undefined) throw conflict(fact('applications.secret_in_use'));
        await store.endSecret(trx, clientId, id, at);
        return { ended: ended([found], at) };
      }),

    /** The SKs that work, the newest first. */
    secrets: (clientId: string): Promise<Secret[]> => store.secretsOf(db, clientId, clock.now()),

    /** Whether a value is a valid SK of this AK. */
    async isSecret(actor: Actor, clientId: string, value: string): Promise<boolean> {
      const application = await store.find(db, clientId);
      if (application === undefined) return false;
      mustHoldSecrets(actor, application);
      const hash = hashToken(value);
      return (await store.secretsOf(db, clientId, clock.now())).some((secret) => equal(secret.hash, hash));
    },
  };
}
