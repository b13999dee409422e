import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { dayOf } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, invalid } from '../../errors.ts';
import type { Application } from '../aksk/application.ts';
import { type Contact, maskContact, readContact } from '../aksk/contact.ts';
import * as contacts from '../aksk/contact-store.ts';
import { changed, recorded } from '../aksk/history.ts';
import { expiryFrom } from '../aksk/lifetime.ts';
import * as store from '../aksk/store.ts';
import { fact } from '../facts.ts';
import type { Correspondence } from '../letters/correspondence.ts';
import { asInput, protocolOf, usesSk } from '../protocol/protocol.ts';
import * as protocols from '../protocol/store.ts';
import { addSecret } from '../secrets/new-secret.ts';
import type { ShownSecrets } from '../secrets/shown.ts';
import * as approved from './approved-store.ts';
import { compose, type Terms } from './new-application.ts';
import { type Registration, type RegistrationValues, readRegistration } from './registration.ts';
import * as settings from './settings-store.ts';

export type Issued = { application: Application; secret: string | undefined };

type Needs = { seal: Seal; correspondence: Correspondence; shown: Pick<ShownSecrets, 'keep'> };

/** The creation of an application (R24) and changes of its settings. The calling verbs check the permission and own the transaction. */
export function createIssue({ seal, correspondence, shown }: Needs) {
  async function find(trx: Connection, clientId: string): Promise<Application> {
    const application = await store.find(trx, clientId);
    if (application === undefined) throw new Error(`The application ${clientId} is gone`);
    return application;
  }

  return {
    /** AK, contact, first audit row and letter; an SK unless the terms say otherwise. */
    async issue(trx: Connection, actor: Actor, input: Registration, terms: Terms, at: Date): Promise<Issued> {
      const { values, contact } = mustRead({ ...input, sandbox: input.sandbox ?? terms.sandbox === true });
      mustEnd(terms, at);
      const fresh = compose(values, input, terms, at);
      const { clientId } = fresh;
      if (!(await store.insert(trx, fresh))) throw conflict(fact('applications.taken', { clientId }));
      const wantsSecret = terms.withSecret !== false && values.authMethod.startsWith('client_secret');
      const added = wantsSecret ? await addSecret(trx, clientId, at, terms.secret) : undefined;
      if (added !== undefined) await shown.keep(trx, actor, { secretId: added.id }, added.value, at);
      if (contact !== undefined) await contacts.set(trx, seal, clientId, contact, at);
      if (terms.approved !== undefined) await approved.set(trx, seal, clientId, terms.approved);
      const to = { ...recorded(fresh), lastFour: added?.lastFour };
      const details = { to, ...(contact && { person: { to: { contact: maskContact(contact) } } }) };
      await record(trx, at, actor, 'application.create', { kind: 'application', id: clientId }, details);
      const application = await find(trx, clientId);
      await correspondence.write(trx, application, { kind: 'issued' });
      return { application, secret: added?.value };
    },

    /** Other settings for the same AK: its SKs, its dates and the tokens that are out stay as they are. */
    async update(
      trx: Connection,
      actor: Actor,
      before: Application,
      input: Registration,
      terms: Pick<Terms, 'workingGroup' | 'approved'>,
      at: Date,
    ): Promise<Application> {
      const { clientId } = before;
      const kept = { idTokenAlg: before.idTokenAlg, allowLoopback: before.allowLoopback, sandbox: before.sandbox };
      const asked = input.authMethod === undefined ? { ...input, ...asInput(protocolOf(before)) } : input;
      const { values, contact } = mustRead({ ...asked, ...kept });
      const { purpose = '', homeUrl, logo } = input;
      const { workingGroup = before.workingGroup } = terms;
      await settings.update(
        trx,
        clientId,
        { ...values, purpose, homeUrl, logo: logo ?? before.logo, workingGroup },
        at,
      );
      const { jwks, jwksUri } = asked;
      const protocol = protocolOf({ ...values, jwks, jwksUri });
      await protocols.set(trx, clientId, protocol, { at, tokensEnd: protocol.fapi && !before.fapi });
      if (usesSk(before) && !usesSk(protocol)) await protocols.endSecrets(trx, clientId, at);
      const known = await contacts.find(trx, seal, clientId);
      if (contact !== undefined) await contacts.set(trx, seal, clientId, contact, at);
      if (terms.approved !== undefined) await approved.set(trx, seal, clientId, terms.approved);
      const after = await find(trx, clientId);
      const reached = changed({ contact: maskContact(known) }, { contact: maskContact(contact ?? known) });
      const details = { ...changed(recorded(before), recorded(after)), person: reached };
      await record(trx, at, actor, 'application.update', { kind: 'application', id: clientId }, details);
      return after;
    },
  };
}

/** R28: however it was entered. */
function mustEnd({ expiresAt, firstParty }: Terms, at: Date): void {
  if (firstParty === true || expiresAt === undefined || expiresAt <= expiryFrom(at)) return;
  throw invalid({ expiresAt: fact('applications.longest_term', { day: dayOf(expiryFrom(at)) }) });
}

function mustRead(input: Registration): { values: RegistrationValues; contact: Contact | undefined } {
  const [read, reach] = [readRegistration(input), readContact(input)];
  if ('problems' in read || 'problems' in reach)
    throw invalid({ ...('problems' in read && read.problems), ...('problems' in reach && reach.problems) });
  return { values: read.values, contact: reach.contact };
}
