import type { Accounts } from '../accounts/service.ts';
import type { Staff } from '../actor.ts';
import { record } from '../audit/record.ts';
import { type Clock, hours } from '../clock.ts';
import { isId } from '../crypto/secrets.ts';
import type { Database } from '../database/open.ts';
import { type Problems, rateLimited } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { normalMobile } from '../fields/china/mobile.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import type { Form } from '../http/requests/body.ts';
import { fact } from './facts.ts';
import { called, isSought } from './name-store.ts';

type Needs = { db: Database; clock: Clock; throttle: Throttle; accounts: Pick<Accounts, 'findByIdentifier'> };
type Found = { id: string } | { problem: Fact };

/** Searches for a person by an auditor, which are in the audit themselves. */
const searches = { limit: 60, per: hours(1) };

const isAk = (text: string) => /^ncc_\w{10,}$/.test(text);

/** Reads the filter as an auditor types it, and finds the numbers in events: a telephone number never gets into an address. */
export function createAsking({ db, clock, throttle, accounts }: Needs) {
  async function person(actor: Staff, typed: string): Promise<string | undefined> {
    const standing = await throttle.hit('audit search', actor.accountId, searches);
    if (!standing.allowed) throw rateLimited(fact('oversight.many_searches'), standing.retryAfter);
    const account = await accounts.findByIdentifier(typed);
    const subject = { kind: 'account', id: account?.id ?? 'none' };
    await record(db, clock.now(), actor, 'account.search', subject, { found: account !== undefined });
    return account?.id;
  }

  async function subjectOf(actor: Staff, kind: string, typed: string): Promise<Found> {
    if (isId(typed) || (kind === 'application' && isAk(typed))) return { id: typed };
    if (kind === 'account') {
      const id = await person(actor, typed);
      return id === undefined ? { problem: fact('oversight.no_person') } : { id };
    }
    if (!isSought(kind)) return { id: typed };
    const [id, another] = await called(db, kind, typed);
    if (another !== undefined) return { problem: fact('oversight.several_called', { name: typed }) };
    if (id !== undefined) return { id };
    // The Cloud's own applications have plain names as their AKs.
    if (kind === 'application' && /^[\w-]+$/.test(typed)) return { id: typed };
    return { problem: fact('oversight.none_called', { name: typed }) };
  }

  /** A person, or a program by its AK, or a job or command by its name. */
  async function actorOf(actor: Staff, typed: string): Promise<Found> {
    if (isId(typed) || isAk(typed)) return { id: typed };
    const id = await person(actor, typed);
    if (id !== undefined) return { id };
    return normalMobile(typed) === undefined ? { id: typed } : { problem: fact('oversight.no_person') };
  }

  return {
    /** The query of a form; problems by field. */
    async read(actor: Staff, form: Form): Promise<{ query: Record<string, string>; problems: Problems }> {
      const { subject = '', subjectId = '', actor: who = '', actorId = '', csrf: _, ...rest } = form;
      const query: Record<string, string> = { ...rest, subject: subjectId, actor: actorId };
      const problems: Record<string, Fact> = {};
      if (subject.trim() !== '') {
        const typed = subject.trim();
        const kind = query.kind || kindLike(typed);
        const found = kind === '' ? { id: typed } : await subjectOf(actor, kind, typed);
        Object.assign(query, { kind, subject: typed });
        if ('problem' in found) problems.subject = found.problem;
        else query.subject = found.id;
      }
      if (who.trim() !== '') {
        const found = await actorOf(actor, who.trim());
        query.actor = who.trim();
        if ('problem' in found) problems.actor = found.problem;
        else query.actor = found.id;
      }
      return { query, problems };
    },
  };
}

/** The kind that needs no choice. */
function kindLike(typed: string): string {
  if (isAk(typed)) return 'application';
  return normalMobile(typed) === undefined ? '' : 'account';
}
