import { parseQuery, type SearchQuery, type SearchWord } from '../../fields/search-query.ts';
import { frameOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { page, type Route } from '../../http/route.ts';
import { fact } from '../facts.ts';
import type { Side } from '../guards.ts';
import { may } from '../policies.ts';
import { type Visit, type Visitor, visitorWith } from '../visitor.ts';
import { type Answer, type Hit, isCalled, type Search } from './search.ts';

type Needs = { pages: Pages; visit: Visit; search: Search };

const titles = { waiting: '等着处理', doing: '能做的', found: '找到的', going: '去哪里' } as const;

/** 搜索和命令: a page, which a script shows as a dialog on every other one (views/public/search.js). */
export function createSearchPages({ pages, visit, search }: Needs): Route[] {
  const visitorOf = visitorWith(visit);

  const show = (side: Side, at: string) => async (ctx: Context) => {
    const { speech, requestId } = ctx.state;
    const whole = await visitorOf(ctx);
    const visitor = side === 'person' ? asPerson(whole) : whole;
    const asked = await parseQuery(typeof ctx.query.q === 'string' ? ctx.query.q : '');
    const kinds = { do: speech.say(fact('console.kind_action')), page: speech.say(fact('console.kind_page')) };
    const asking = { visitor, side, speech, forPeople: ctx.query.people === '1', requestId };
    const answer =
      asked.words.length === 0 ? await search.all(asking, kinds) : await search.answer(asked, asking, kinds);
    const { doing, found, going, more, result, people } = answer;
    const isNamed = found.some(({ title }) => isCalled(title, asked));
    const waiting = asked.words.length > 0 ? [] : waitingIn(ctx, kinds.page);
    const data = {
      ...{ at, q: asked.text, read: readingOf(asked, answer), result },
      // A thing that is called so stands above the actions on it: Enter opens the first line.
      groups: Object.entries(isNamed ? { found, doing, going } : { waiting, doing, found, going }).flatMap(
        ([name, hits]) =>
          hits.length === 0
            ? []
            : [
                {
                  title: titleOf(name),
                  hits: hits.map((hit) => presented(hit, asked)),
                  more: name === 'found' ? more : [],
                },
              ],
      ),
      count: doing.length + found.length + going.length,
      people: { state: people, href: `${at}?${new URLSearchParams({ q: asked.text, people: '1' })}` },
    };
    pages.show(ctx, 'console/search', data, { title: '搜索和命令', here: 'search' });
  };

  return [
    page('/console/search', may('search the back office of the institution'), show('member', '/console/search')),
    page('/console/start/search', may('use the back office'), show('person', '/console/start/search')),
    page('/admin/search', may('search the back office of the staff'), show('staff', '/admin/search')),
  ];
}

/** Of no institution, and without the rights of staff: the guard has asked for neither. */
const asPerson = (visitor: Visitor): Visitor => ({
  ...visitor,
  ...{ memberships: [], membership: undefined, member: undefined, staff: undefined },
});

/** The entries that the menu counts. */
const waitingIn = (ctx: Context, kind: string): Hit[] =>
  (frameOf(ctx).menu?.entries ?? []).flatMap(({ href, label, count }) =>
    count === undefined ? [] : [{ kind, href, title: label, notes: [`${count} 项`] }],
  );

const isGroup = (name: string): name is keyof typeof titles => Object.hasOwn(titles, name);
const titleOf = (name: string): string => (isGroup(name) ? titles[name] : name);

const presented = ({ kind, href, title, notes }: Hit, { words }: SearchQuery) => ({
  ...{ kind, href },
  parts: marked(title, words),
  note: notes.filter((note) => note !== '').join('，'),
});

/** The title in parts: those that match a word are underlined. */
function marked(title: string, words: readonly SearchWord[]): { text: string; isHit: boolean }[] {
  const hits = words.flatMap(({ pattern }) => {
    const found = new RegExp(pattern, 'iu').exec(title);
    return found === null ? [] : [{ from: found.index, to: found.index + found[0].length }];
  });
  const isHit = (at: number) => hits.some(({ from, to }) => at >= from && at < to);
  const parts: { text: string; isHit: boolean }[] = [];
  for (const [at, letter] of Array.from(title, (each) => each).entries()) {
    const last = parts.at(-1);
    if (last?.isHit === isHit(at)) last.text += letter;
    else parts.push({ text: letter, isHit: isHit(at) });
  }
  return parts;
}

const mostReadings = 3;

/** How letters were read, in the lines that match them. */
function readingOf({ words }: SearchQuery, { doing, found, going }: Answer): { typed: string; as: string }[] {
  const hits = [...doing, ...found, ...going];
  return words.flatMap((word) => {
    if (!/^[a-z]+$/.test(word.typed)) return [];
    const readings = hits.flatMap(({ title }) => new RegExp(word.pattern, 'iu').exec(title)?.[0] ?? []);
    if (readings[0] === undefined || readings[0].toLowerCase() === word.typed) return [];
    return [{ typed: word.typed, as: [...new Set(readings)].slice(0, mostReadings).join('、') }];
  });
}
