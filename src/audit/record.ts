import { type Actor, actorId } from '../actor.ts';
import type { Connection } from '../database/open.ts';
import * as store from './store.ts';

/** Names under which a secret travels. Recording one is a mistake that cannot be undone: the table is append-only. */
const secrets = new Set(
  'password passwordhash secret clientsecret sk token accesstoken refreshtoken idtoken cookie authorization smscode'.split(
    ' ',
  ),
);

/** Names under which personal data travel: they are kept in `person`. */
const ofPersons = new Set('address device phone email username nickname agent platforms'.split(' '));

/**
 * Records actor, action and subject, in the operation's own transaction: a record that cannot be written undoes the operation. `details` is kept
 * for ever but for its member `person`: the personal part, masked where possible, and gone after 180 days (person.ts). Auditors read both.
 */
export async function record(
  trx: Connection,
  at: Date,
  actor: Actor,
  verb: string,
  subject: { kind: string; id: string },
  details: object = {},
  requestId?: string,
): Promise<void> {
  mustHoldNoSecret(details, verb);
  const { person, lasting } = apart(details);
  const isByProgram = (actor.kind === 'staff' || actor.kind === 'member') && actor.via !== undefined;
  const written = isByProgram ? { ...lasting, via: actor.via } : lasting;
  await store.insert(trx, {
    at,
    actorKind: actor.kind,
    actorId: actorId(actor),
    verb,
    subject,
    details: written,
    person,
    requestId,
  });
}

function apart({ person, ...details }: { person?: object }): { person: object | undefined; lasting: object } {
  const { own = [], other = [] } = Object.groupBy(Object.entries(details), ([name]) =>
    ofPersons.has(name) ? 'own' : 'other',
  );
  const kept = own.length === 0 ? person : { ...Object.fromEntries(own), ...person };
  return { person: kept, lasting: Object.fromEntries(other) };
}

/** The same verb done to many at once: an event for each of them, in one statement. */
export async function recordAll(
  trx: Connection,
  at: Date,
  actor: Actor,
  verb: string,
  events: readonly { subject: { kind: string; id: string }; details: object }[],
): Promise<void> {
  for (const { details } of events) mustHoldNoSecret(details, verb);
  await store.insertAll(trx, { at, actorKind: actor.kind, actorId: actorId(actor), verb }, events);
}

function mustHoldNoSecret(value: unknown, verb: string): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inside] of Object.entries(value)) {
    if (secrets.has(name.replace(/[_-]/g, '').toLowerCase()))
      throw new Error(`The record of ${verb} must not hold a ${name}`);
    mustHoldNoSecret(inside, verb);
  }
}
