import type { Accounts } from '../accounts/service.ts';
import type { Staff } from '../actor.ts';
import type { AuditWords } from '../audit/audit-words.ts';
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
import { called, hasActed, isSought, kindsAbout } from './name-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  throttle: Throttle;
  accounts: Pick<Accounts, 'findByIdentifier' | 'staff'>;
  auditWords: Pick<AuditWords, 'subjectKinds'>;
};
type Found = { id: string } | { problem: Fact };

/** Searches for a person by an auditor, which are in the audit themselves. */
const searches = { limit: 60, per: hours(1) };

export const isAk = (text: string) => /^ncc_\w{10,}$/.test(text);

/** 王*, as lists and events show a person. */
const isMasked = (typed: string) => /^\S{1,2}[*＊]+$/u.test(typed);

/** Reads the filter as an auditor types it, and finds the numbers in events: a telephone number never gets into an address. */
export function createAsking({ db, clock, throttle, accounts, auditWords }: Needs) {
  const kinds = Object.keys(auditWords.subjectKinds);

  /** By telephone, user name or e-mail; staff also by name or the last four digits. Two of them, if there are more. */
  async function people(actor: Staff, typed: string): Promise<string[]> {
    const standing = await throttle.hit('audit search', actor.accountId, searches);
    if (!standing.allowed) throw rateLimited(fact('oversight.many_searches'), standing.retryAfter);
    const account = await accounts.findByIdentifier(typed);
    const ids = account === undefined ? await staffCalled(actor, typed) : [account.id];
    const subject = { kind: 'account', id: ids[0] ?? 'none' };
    await record(db, clock.now(), actor, 'account.search', subject, { found: ids.length > 0 });
    return ids.slice(0, 2);
  }

  async function staffCalled(actor: Staff, typed: string): Promise<string[]> {
    const isEnd = /^\d{4}$/.test(typed);
    return (await accounts.staff(actor))
      .filter(({ account: { nickname, phone } }) => nickname === typed || (isEnd && phone?.endsWith(typed)))
      .map(({ account }) => account.id);
  }

  /** One person; undefined where there is none. */
  async function person(actor: Staff, typed: string): Promise<Found | undefined> {
    if (isMasked(typed)) return { problem: fact('oversight.masked_name', { name: typed }) };
    const [id, another] = await people(actor, typed);
    if (another !== undefined) return { problem: fact('oversight.several_people', { name: typed }) };
    return id === undefined ? undefined : { id };
  }

  async function subjectOf(actor: Staff, kind: string, typed: string): Promise<Found> {
    if (isId(typed) || (kind === 'application' && isAk(typed))) return { id: typed };
    if (kind === 'account') return (await person(actor, typed)) ?? { problem: fact('oversight.no_person') };
    if (!isSought(kind)) return { id: typed };
    const [id, another] = await called(db, kind, typed);
    if (another !== undefined) return { problem: fact('oversight.several_called', { name: typed }) };
    if (id !== undefined) return { id };
    return { problem: fact('oversight.none_called', { name: typed }) };
  }

  /** Of a text without its kind: an institution or an application of that name, a person, or the one kind with that number. */
  async function subjectAnywhere(
    actor: Staff,
    typed: string,
  ): Promise<{ kind: string; id: string } | { problem: Fact }> {
    const named = (
      await Promise.all(
        (['institution', 'application'] as const).map(async (kind) =>
          (await called(db, kind, typed)).map((id) => ({ kind, id })),
        ),
      )
    ).flat();
    const [one, another] = named.length > 0 ? named : await kindsAbout(db, typed, kinds);
    if (another !== undefined)
      return {
        problem:
          one?.kind === another.kind
            ? fact('oversight.several_called', { name: typed })
            : fact('oversight.several_kinds', { name: typed }),
      };
    if (one !== undefined) return one;
    const found = await person(actor, typed);
    if (found === undefined) return { problem: fact('oversight.none_anywhere', { name: typed }) };
    return 'problem' in found ? found : { kind: 'account', id: found.id };
  }

  /** A person, or a program by its AK, or a job or command by its name. */
  async function actorOf(actor: Staff, typed: string): Promise<Found> {
    if (isId(typed) || isAk(typed)) return { id: typed };
    const found = await person(actor, typed);
    if (found !== undefined) return found;
    if (normalMobile(typed) !== undefined) return { problem: fact('oversight.no_person') };
    return (await hasActed(db, typed)) ? { id: typed } : { problem: fact('oversight.no_actor', { name: typed }) };
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
        const found =
          kind === '' ? await subjectAnywhere(actor, typed) : { kind, ...(await subjectOf(actor, kind, typed)) };
        Object.assign(query, { kind, subject: typed });
        if ('problem' in found) problems.subject = found.problem;
        else Object.assign(query, { kind: found.kind, subject: found.id });
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
