import type { Actor } from '../../actor.ts';
import type { Data, Values } from '../../fields/form.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import type { Channel } from '../channels/channel.ts';
import type { Entry } from '../entries/entry.ts';
import type * as lists from '../entries/entry-list-store.ts';
import type { EntrySet } from '../entries/entry-store.ts';
import type { Live } from '../entries/live-store.ts';
import type { For, Proposal, Proposed } from '../entries/proposing.ts';
import type { Publication } from '../entries/publication-store.ts';

/** The data of an entry in the API. */
type Contents = {
  entry: Entry;
  published: Pick<Publication, 'version' | 'publishedAt' | 'expiresAt'> | undefined;
  values: Values | undefined;
  data: Data | undefined;
  submission: Pick<Submission, 'reason' | 'comments'> | undefined;
  live: Live | undefined;
};

type Application = Actor & { kind: 'application' };

/** Verbs of the API on entries, of production or of a sandbox. */
export interface ProgramResources {
  channels: () => Channel[];
  channel: (code: string) => Channel;
  find: (actor: Actor, entrySet: EntrySet, externalId: string) => Promise<Entry | undefined>;
  findToChange: (actor: Actor, entrySet: EntrySet, externalId: string) => Promise<Entry | undefined>;
  get: (actor: Actor, id: string) => Promise<Entry>;
  contents: (actor: Actor, id: string, isKnown?: (entry: Entry) => boolean) => Promise<Contents>;
  listOf: (
    actor: Application,
    filter: lists.OwnFilter,
    before: lists.Cursor | undefined,
    limit: number,
  ) => Promise<Entry[]>;
  proposeMany: (actor: Actor, code: string, about: For, items: readonly Proposal[]) => Promise<Proposed[]>;
  submit: (actor: Actor, id: string) => Promise<unknown>;
  recall: (actor: Actor, id: string) => Promise<unknown>;
  remove: (actor: Actor, id: string) => Promise<void>;
  withdraw: (actor: Actor, id: string, reason: string) => Promise<unknown>;
  setLive: (actor: Actor, id: string, data: Data) => Promise<{ changed: boolean; live: Values }>;
}

const isSandbox = (actor: Actor) => actor.kind === 'application' && actor.sandbox === true;

/** R27: calls from a sandbox reach the sandbox's entries only. */
export function createProgramResources(production: ProgramResources, sandbox: ProgramResources): ProgramResources {
  const of = (actor: Actor) => (isSandbox(actor) ? sandbox : production);
  return {
    channels: production.channels,
    channel: production.channel,
    find: (actor, entrySet, externalId) => of(actor).find(actor, entrySet, externalId),
    findToChange: (actor, entrySet, externalId) => of(actor).findToChange(actor, entrySet, externalId),
    get: (actor, id) => of(actor).get(actor, id),
    contents: (actor, id, isKnown) => of(actor).contents(actor, id, isKnown),
    listOf: (actor, filter, before, limit) => of(actor).listOf(actor, filter, before, limit),
    proposeMany: (actor, code, about, items) => of(actor).proposeMany(actor, code, about, items),
    submit: (actor, id) => of(actor).submit(actor, id),
    recall: (actor, id) => of(actor).recall(actor, id),
    remove: (actor, id) => of(actor).remove(actor, id),
    withdraw: (actor, id, reason) => of(actor).withdraw(actor, id, reason),
    setLive: (actor, id, data) => of(actor).setLive(actor, id, data),
  };
}
