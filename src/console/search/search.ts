import { subjectOf } from '../../accounts/account/logins.ts';
import { record } from '../../audit/record.ts';
import { type Clock, hours } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Speech } from '../../fact.ts';
import { matches, type SearchQuery, type SearchWord, sounds } from '../../fields/search-query.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Action, Finder, SearchMatch } from '../../http/search.ts';
import type { MenuEntry } from '../../module.ts';
import { isOpen, type Side } from '../guards.ts';
import type { MayOpen } from '../may-open.ts';
import type { Visitor } from '../visitor.ts';
import { soundsIn, soundsLike } from './shared-sounds.ts';

type Needs = {
  db: Database;
  clock: Clock;
  throttle: Throttle;
  mayOpen: MayOpen;
  menu: readonly MenuEntry[];
  actions: readonly Action[];
  finders: readonly Finder[];
};

/** One line: where it leads, and why it is there; `also`: other words that find it. */
export type Hit = { kind: string; href: string; title: string; notes: readonly string[]; also?: string };
export type Answer = {
  doing: readonly Hit[];
  found: readonly Hit[];
  going: readonly Hit[];
  /** Things of a kind that are not among `found`; `isMany`: at least so many. */
  more: readonly { kind: string; count: number; isMany: boolean; href: string | undefined }[];
  /** `near`: nothing was found, and these sound alike; `none`: nothing at all, and the pages are offered. */
  result: 'found' | 'near' | 'none';
  /** People may be asked for by these words: `asked` once they were, `spent` where there were too many such questions. */
  people: 'none' | 'offered' | 'asked' | 'spent';
};

const mostOfKind = 5;
/** Looked at, to show the best of them and to say how many more there are. */
const mostLooked = 30;
const mostNear = 3;
/** Questions for people, of one person. */
const peopleInHour = { limit: 60, per: hours(1) };

type Asking = { visitor: Visitor; side: Side; speech: Speech; forPeople: boolean; requestId?: string };
type Kinds = Readonly<Record<'do' | 'page', string>>;

/**
 * 搜索和命令: one list of actions, matches and pages, made of the policies, the menus and the finders of the rooms. It leaves out all that its
 * reader may not open.
 */
export function createSearch({ db, clock, throttle, mayOpen, menu, actions, finders }: Needs) {
  const sideOf = (href: string): Side => (href.startsWith('/admin') ? 'staff' : 'member');
  const ordered = menu.toSorted((one, other) => one.order - other.order);

  async function pagesFor(
    visitor: Visitor,
    side: Side,
    say: Speech['say'],
  ): Promise<{ title: string; href: string }[]> {
    const own = ordered.filter((entry) => entry.side === side && mayOpen(entry.href, visitor));
    const { member } = visitor;
    const wanted = await Promise.all(
      own.map(({ isFor }) => (isFor === undefined || member === undefined ? true : isFor(member))),
    );
    return own.flatMap(({ href, label }, index) => (wanted[index] === true ? [{ title: say(label), href }] : []));
  }

  const isAllowed = ({ policy }: Pick<Action, 'policy'>, href: string, visitor: Visitor) =>
    isOpen(policy, visitor, { ak: akIn(href), sends: true }) && mayOpen(href, visitor);

  const actionsFor = (visitor: Visitor, side: Side, say: Speech['say']) =>
    actions.flatMap((action) =>
      (sideOf(action.href) === 'staff') === (side === 'staff') && isAllowed(action, action.href, visitor)
        ? [{ title: say(action.label), href: action.href, ...alsoOf(action, say) }]
        : [],
    );

  const findersFor = (visitor: Visitor, side: Side, isOfPeople: boolean) =>
    finders.filter(
      (finder) => finder.side === side && (finder.isOfPeople ?? false) === isOfPeople && isOpen(finder.policy, visitor),
    );

  async function ask(finder: Finder, { visitor }: Pick<Asking, 'visitor'>, asked: SearchQuery, limit: number) {
    const found = await matchesOf(finder, visitor, asked, limit);
    return (found ?? []).filter(({ href }) => mayOpen(href, visitor)).map((thing) => ({ thing, finder }));
  }
  type Match = { thing: SearchMatch; finder: Finder };

  /** The actions of a thing that are named by these words. */
  const doable = (
    { thing, finder }: Match,
    verbs: readonly SearchWord[],
    { visitor, speech }: Asking,
    kind: string,
  ): Hit[] =>
    Object.entries(finder.actions ?? {}).flatMap(([name, action]) => {
      const verb = speech.say(action.label);
      return thing.can?.includes(name) === true &&
        matches(wordsOf(action, speech.say), verbs) &&
        isAllowed(action, thing.href, visitor)
        ? [{ kind, href: thing.href, title: `${verb}　${thing.title}`, notes: thing.notes }]
        : [];
    });

  /** The things of all rooms: by all words, or by those that name no action of theirs. */
  async function things(asked: SearchQuery, asking: Asking, kinds: Kinds, most: number) {
    const limit = mostLooked;
    const { visitor, side, speech } = asking;
    const verbsOf = (finder: Finder) =>
      Object.values(finder.actions ?? {}).map((action) => wordsOf(action, speech.say));
    const each = await Promise.all(
      findersFor(visitor, side, false).map(async (finder) => {
        const verbs = asked.words.filter((word) => verbsOf(finder).some((verb) => matches(verb, [word])));
        const rest = asked.words.filter((word) => !verbs.includes(word));
        const [whole, named] = await Promise.all([
          ask(finder, asking, asked, limit),
          // A verb alone is offered for the own things, which are few; staff name the thing too.
          verbs.length > 0 && (rest.length > 0 || side !== 'staff')
            ? ask(finder, asking, { ...asked, words: rest }, most)
            : [],
        ]);
        return { finder, whole, doing: named.flatMap((found) => doable(found, verbs, asking, kinds.do)) };
      }),
    );
    const whole = each.flatMap(({ whole: some }) => some);
    const best = ranked(
      each.flatMap(({ whole: some }) => ranked(some, asked).slice(0, most)),
      asked,
    );
    // The only one, or of several those that are called so by their whole name.
    const meant = whole.length === 1 ? whole : whole.filter(({ thing }) => isCalled(thing.title, asked));
    return {
      found: best,
      more: each.flatMap(({ finder, whole: { length } }) =>
        length <= most
          ? []
          : [
              {
                ...{ kind: speech.say(finder.kind), count: length - most, isMany: length >= limit },
                href: isWritten(asked) ? finder.all?.(asked.text) : undefined,
              },
            ],
      ),
      doing: [...each.flatMap(({ doing }) => doing), ...meant.flatMap((each) => doable(each, [], asking, kinds.do))],
    };
  }

  const shown = ({ thing, finder }: Match, say: Speech['say']): Hit => ({
    kind: say(finder.kind),
    href: thing.href,
    title: thing.title,
    notes: thing.notes,
  });

  async function people(asked: SearchQuery, { visitor, side, requestId }: Asking): Promise<Match[] | undefined> {
    const actor = side === 'staff' ? visitor.staff : visitor.member;
    if (actor === undefined) return [];
    const { allowed } = await throttle.hit('people search', actor.accountId, peopleInHour);
    if (!allowed) return undefined;
    const found = (
      await Promise.all(findersFor(visitor, side, true).map((finder) => ask(finder, { visitor }, asked, mostOfKind)))
    ).flat();
    const ids = found.flatMap(({ thing: { person } }) => person ?? []);
    for (const id of ids.length === 0 ? ['none'] : ids)
      await record(db, clock.now(), actor, 'account.search', subjectOf(id), { found: ids.length > 0 }, requestId);
    return found;
  }

  return {
    /** The pages where this person does something, each once. */
    offers: (visitor: Visitor, side: Side, say: Speech['say']): { title: string; href: string }[] =>
      actionsFor(visitor, side, say).filter(
        ({ href }, place, all) => all.findIndex((one) => one.href === href) === place,
      ),

    /** The list without a query: every action, and every page. */
    async all(
      { visitor, side, speech: { say } }: Pick<Asking, 'visitor' | 'side' | 'speech'>,
      kinds: Kinds,
    ): Promise<Answer> {
      const line = (kind: string) => (each: { title: string; href: string }) => ({ ...each, kind, notes: [] });
      return {
        doing: actionsFor(visitor, side, say).map(line(kinds.do)),
        going: (await pagesFor(visitor, side, say)).map(line(kinds.page)),
        ...{ found: [], more: [], result: 'found', people: 'none' },
      };
    },

    async answer(asked: SearchQuery, asking: Asking, kinds: Kinds): Promise<Answer> {
      const { visitor, side, speech, forPeople } = asking;
      const known = await this.all(asking, kinds);
      const matching = (some: readonly Hit[], { words }: SearchQuery) =>
        some.filter(({ title, also = '' }) => matches(`${title} ${also}`, words));
      const mayAsk = findersFor(visitor, side, true).length > 0;
      const [{ found, more, doing }, persons] = await Promise.all([
        things(asked, asking, kinds, mostOfKind),
        forPeople && mayAsk ? people(asked, asking) : [],
      ]);
      const answer: Answer = {
        doing: [...doing, ...matching(known.doing, asked)].slice(0, 2 * mostOfKind),
        found: [...found, ...(persons ?? [])].map((each) => shown(each, speech.say)),
        going: matching(known.going, asked).slice(0, mostOfKind),
        more,
        result: 'found',
        people: !mayAsk ? 'none' : persons === undefined ? 'spent' : forPeople ? 'asked' : 'offered',
      };
      if (answer.doing.length + answer.found.length + answer.going.length > 0) return answer;
      const near = await nearest(asked, asking, kinds, known);
      if (near.doing.length + near.found.length + near.going.length > 0) return { ...answer, ...near, result: 'near' };
      return { ...answer, going: known.going, result: 'none' };
    },
  };

  /** The nearest by sound: things that sound so but for a syllable, then commands and pages that share a run of sounds. */
  async function nearest(asked: SearchQuery, asking: Asking, kinds: Kinds, known: Answer) {
    const near = asked.words.map((word) => ({ ...word, pattern: [word.pattern, ...word.near].join('|') }));
    // Without another sound there is nothing else to ask for.
    const { found } = asked.words.every((word) => word.near.length === 0)
      ? { found: [] }
      : await things({ ...asked, words: near }, asking, kinds, mostNear);
    const { of } = await sounds();
    const soundsOf = (text: string) => soundsIn(text, (character) => of.get(character)?.[0]);
    const said = soundsOf(asked.text);
    const alike = (hits: readonly Hit[]) => hits.filter(({ title }) => soundsLike(said, soundsOf(title)));
    const left = Math.max(0, mostNear - found.length);
    const doing = alike(known.doing).slice(0, left);
    return {
      found: found.slice(0, mostNear).map((each) => shown(each, asking.speech.say)),
      doing,
      going: alike(known.going).slice(0, left - doing.length),
    };
  }
}

const plain = (title: string): string => title.normalize('NFKC').toLowerCase();
/** By the whole name. */
export const isCalled = (title: string, { text }: SearchQuery): boolean => plain(title) === text;

/** Lists read no sounds, and no words apart. */
const isWritten = ({ text, words }: SearchQuery): boolean => words.length === 1 && !/^[a-z]+$/.test(text);

/** By the whole name, then its beginning; first those that come first, and of several readings of letters each has its turn. */
function ranked<M extends { thing: SearchMatch; finder: Finder }>(
  some: readonly M[],
  { text, words }: SearchQuery,
): M[] {
  const turns = new Map<string, number>();
  return some
    .map((each) => {
      const title = plain(each.thing.title);
      const reading = words.map(({ pattern }) => new RegExp(pattern, 'iu').exec(title)?.[0] ?? '').join(' ');
      const turn = turns.get(`${each.finder.kind.code} ${reading}`) ?? 0;
      turns.set(`${each.finder.kind.code} ${reading}`, turn + 1);
      const likeness = title === text ? 0 : title.startsWith(text) ? 1 : 2;
      return { each, rank: [likeness, each.finder.isFirst === true ? 0 : 1, turn] };
    })
    .toSorted((one, other) => one.rank.map((part, at) => part - (other.rank[at] ?? 0)).find((by) => by !== 0) ?? 0)
    .map(({ each }) => each);
}

const alsoOf = ({ also }: Pick<Action, 'also'>, say: Speech['say']) => (also === undefined ? {} : { also: say(also) });
/** All words that name an action. */
const wordsOf = (action: Pick<Action, 'label' | 'also'>, say: Speech['say']): string =>
  [say(action.label), alsoOf(action, say).also ?? ''].join(' ').trim();

/** As the actor of its side; nothing for a visitor without it. */
function matchesOf(finder: Finder, { member, staff, account }: Visitor, asked: SearchQuery, limit: number) {
  switch (finder.side) {
    case 'member':
      return member && finder.find(member, asked, limit);
    case 'staff':
      return staff && finder.find(staff, asked, limit);
    case 'person':
      return finder.find(account.id, asked, limit);
  }
}

/** The AK that the address of a page of one names. */
const akIn = (href: string): string | undefined => /^\/(?:console|admin)\/applications\/(ncc_\w+)$/.exec(href)?.[1];

export type Search = ReturnType<typeof createSearch>;
