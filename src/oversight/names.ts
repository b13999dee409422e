import type { StoredEvent } from '../audit/service.ts';
import { isId } from '../crypto/secrets.ts';
import type { Database } from '../database/open.ts';
import { maskName } from '../fields/person-name.ts';
import { regionOf } from '../fields/regions/region-table.ts';
import { hasTextKey, isNamed, isPersonal, type NamedKind, namesOf } from './name-store.ts';

/** Something that an event names by its id. */
type Reference = { kind: string; id: string };

/** `gone`: it was deleted; `ended`: a closed account, which has no name any more. */
export type Called = { name: string; state: 'live' | 'ended' | 'gone' };

/** How the subjects of some events are called; undefined for a kind without names, whose id is one. */
export type CalledOf = (reference: Reference) => Called | undefined;

/** Which details hold the ids of which kind. */
const kindsOfDetails: Readonly<Record<string, NamedKind | 'region'>> = {
  ...{ account: 'account', owner: 'account', member: 'account', keeper: 'account', guardian: 'account' },
  ...{ application: 'application', applications: 'application', client: 'application', clientId: 'application' },
  ...{ institution: 'institution', submission: 'submission', submissions: 'submission', samples: 'submission' },
  ...{ resource: 'resource', resources: 'resource', item: 'plan_item', run: 'verification_run', file: 'file' },
  ...{ case: 'case', via: 'token', region: 'region', regionCode: 'region' },
};

export const kindOfDetail = (name: string): string | undefined =>
  Object.hasOwn(kindsOfDetails, name) ? kindsOfDetails[name] : undefined;

/** The kind of subject that an actor is; a command or a job is called by its own name. */
const kindsOfActors: Readonly<Record<string, NamedKind>> = {
  ...{ citizen: 'account', member: 'account', staff: 'account', application: 'application' },
};
export const kindOfActor = (actorKind: string): string =>
  Object.hasOwn(kindsOfActors, actorKind) ? (kindsOfActors[actorKind] ?? actorKind) : actorKind;

/** Rows of these go with their time, which is no deletion. */
const passing: ReadonlySet<string> = new Set<NamedKind>(['console session', 'case', 'token']);

/** 2026-11-24 of an AK is the key of its report. */
const partsOfReport = (id: string) => /^(.+)\.(\d{4}-\d\d-\d\d)$/.exec(id)?.slice(1) ?? [id, ''];

/** Reads the names of everything that some events are about, a statement for each kind. */
export async function namesIn(db: Database, events: readonly StoredEvent[]): Promise<CalledOf> {
  const asked = new Map<NamedKind, Set<string>>();
  const add = ({ kind, id }: Reference) => {
    if (kind === 'report') add({ kind: 'application', id: partsOfReport(id)[0] ?? '' });
    if (!isNamed(kind) || !(hasTextKey(kind) || isId(id))) return;
    asked.set(kind, (asked.get(kind) ?? new Set()).add(id));
  };
  for (const event of events) {
    add(event.subject);
    if (event.actorId !== undefined) add({ kind: kindOfActor(event.actorKind), id: event.actorId });
    for (const reference of referencesIn(event.details)) add(reference);
  }
  const known = new Map<string, Called>();
  await Promise.all(
    [...asked].map(async ([kind, ids]) => {
      for (const id of ids) if (!passing.has(kind)) known.set(`${kind} ${id}`, { name: '', state: 'gone' });
      for (const { id, name, ended } of await namesOf(db, kind, [...ids]))
        known.set(
          `${kind} ${id}`,
          ended ? { name: '', state: 'ended' } : { name: isPersonal(kind) ? maskName(name) : name, state: 'live' },
        );
    }),
  );
  const calledOf: CalledOf = ({ kind, id }) => {
    if (kind === 'region') {
      const region = regionOf(id);
      return region && { name: region.name, state: 'live' };
    }
    if (kind !== 'report') return known.get(`${kind} ${id}`);
    const [ak = '', day] = partsOfReport(id);
    const of = known.get(`application ${ak}`);
    return of && { ...of, name: `${of.name} ${day}`.trim() };
  };
  return calledOf;
}

function referencesIn(value: unknown, about = ''): Reference[] {
  if (Array.isArray(value)) return value.flatMap((each) => referencesIn(each, about));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, each]) => referencesIn(each, name));
  const kind = kindOfDetail(about);
  return typeof value === 'string' && kind !== undefined ? [{ kind, id: value }] : [];
}

/** A number that is shown beside a name: its beginning; a link and its title hold the whole of it. */
export const shortOf = (id: string): string => (isId(id) ? `${id.slice(0, 8)}…` : id);
