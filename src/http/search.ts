import type { Member, Staff } from '../actor.ts';
import type { Fact } from '../fact.ts';
import type { SearchQuery } from '../fields/search-query.ts';
import type { Access } from './access.ts';

/**
 * Something that may be done, for 搜索和命令: `href` is the page where it is done, `policy` says who may, and `also` has other words that people
 * look for it by.
 */
export type Action = { policy: Access; label: Fact; also?: Fact; href: string };

/** A thing that matches a query. `can`: the actions of its finder for which it is ready. */
export type SearchMatch = {
  title: string;
  notes: readonly string[];
  href: string;
  can?: readonly string[];
  /** The account of a person: for the audit. */
  person?: string;
};

/**
 * Finds things of a room for 搜索和命令, by names as they are written or sound: a few of them, and only those that the actor may read. `actions`:
 * those that are done on the page of one, by names of their own.
 */
export type Finder = {
  kind: Fact;
  policy: Access;
  /** Its things stand above others that are called alike. */
  isFirst?: true;
  /** The list of all that hold a text as it is written, for more than a few. */
  all?: (text: string) => string;
  actions?: Readonly<Record<string, Omit<Action, 'href'>>>;
  /** People, by their whole name, their phone number or its last four: asked on purpose, counted and recorded in the audit. */
  isOfPeople?: true;
} & (
  | { side: 'member'; find: (member: Member, query: SearchQuery, limit: number) => Promise<readonly SearchMatch[]> }
  /** A person on their own, by the id of the account. */
  | { side: 'person'; find: (accountId: string, query: SearchQuery, limit: number) => Promise<readonly SearchMatch[]> }
  | { side: 'staff'; find: (staff: Staff, query: SearchQuery, limit: number) => Promise<readonly SearchMatch[]> }
);
