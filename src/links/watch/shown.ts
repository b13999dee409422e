import { dayOf } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import { shortDay } from '../../http/pages/text.ts';
import { fact } from '../facts.ts';
import { draw } from './drawing.ts';
import type { LinkPosition, State } from './side.ts';
import { isBad, isGood, sideNames } from './side.ts';
import { snippetOf } from './snippet.ts';
import { isUnsteady } from './standing.ts';
import type { Check, SideStanding } from './store.ts';
import type { stripsOf } from './strips.ts';

type Say = (fact: Fact) => string;

export const stateWords: Readonly<Record<State, string>> = {
  found: '找到',
  slow: '打开很慢',
  missing: '没有找到',
  unseen: '看不到',
  down: '打不开',
};

const lightOf = (state: State | undefined): string =>
  state === undefined ? '' : isGood(state) ? ' on' : isBad(state) ? ' off' : '';

/** In a word, for lists: 正常 for one whose code or address is only opened. */
const wordOf = ({ side, state }: Pick<Check, 'side' | 'state'>): string =>
  state === 'found' && (side === 'app' || side === 'cloud') ? '正常' : stateWords[state];

/** Lights of all sides of a link, for lists. */
export const lightsOf = (standings: readonly SideStanding[], linkId: string) =>
  standings
    .filter((each) => each.linkId === linkId)
    .toSorted((one, other) => order.indexOf(one.side) - order.indexOf(other.side))
    .map((each) => ({
      name: sideNames[each.side],
      light: lightOf(each.state),
      word: wordOf(each),
      isAlarmed: each.alarmedAt !== undefined,
      isUnsteady: isUnsteady(each.changes),
    }));

const order = ['web', 'h5', 'app', 'cloud'];

type Needs = {
  say: Say;
  cloud: string;
  now: Date;
  /** Where pictures that were found lie. */
  pictures: string;
};

/** One side as the page shows it: the observation, its place, the cause, and the cure. */
export function presentSide(check: Check, standing: SideStanding | undefined, { say, cloud, now, pictures }: Needs) {
  const { side, state, cause, place, outline } = check;
  const last = isBad(state) || state === 'unseen' ? standing?.foundPlace : undefined;
  const isPage = side === 'web' || side === 'h5';
  const picture = check.picture ?? (isGood(state) ? undefined : standing?.foundPicture);
  const days =
    standing?.state !== state
      ? 1
      : Math.max(1, Math.round((now.getTime() - standing.since.getTime()) / 86_400_000) + 1);
  return {
    side,
    name: sideNames[side],
    isBad: isBad(state),
    isUnseen: state === 'unseen',
    light: lightOf(state),
    word: isBad(state) && days > 1 ? say(fact('links.for_days', { state: stateWords[state], days })) : wordOf(check),
    at: check.at,
    host: URL.parse(check.address)?.host ?? '',
    address: check.address,
    milliseconds: check.milliseconds,
    seconds: (check.milliseconds / 1000).toFixed(1),
    cause: cause && say(cause),
    place: place && say(placeFact(place)),
    lastAt: last === undefined ? undefined : standing?.foundAt,
    last: last && say(placeFact(last)),
    likely: isPage && state === 'missing' ? say(likely(check, standing)) : undefined,
    picture: picture === undefined ? undefined : `${pictures}/${picture}`,
    pictureCause: check.pictureCause && say(check.pictureCause),
    drawing: isPage && outline !== undefined ? draw(outline, place ?? last, side === 'h5' ? 300 : 560) : undefined,
    code: isPage && lacksMark(check) ? snippetOf(cloud, 'link-180x50.svg', 180, 50) : undefined,
    isUnsteady: standing !== undefined && isUnsteady(standing.changes),
  };
}

/** Faults cured by pasting our code again. */
const lacksMark = ({ state, place }: Check): boolean =>
  state === 'missing' || state === 'unseen' || place?.look === 'words';

/** Ninety days of a side, with their failures. */
export function presentStrip({ side, bars, days, good, share, first, ...counts }: ReturnType<typeof stripsOf>[number]) {
  const { slow, missing, down, unseen } = counts;
  const troubles = [
    slow > 0 && `${slow} 天较慢`,
    missing > 0 && `${missing} 天没有找到`,
    down > 0 && `${down} 天打不开`,
    unseen > 0 && `${unseen} 天看不到`,
  ].filter((each) => each !== false);
  return { name: sideNames[side], bars, days, good, share, troubles, since: shortDay(dayOf(first)) };
}

export type PresentedSide = ReturnType<typeof presentSide>;

const placeFact = ({ region, heading, link, of, before, after }: LinkPosition): Fact =>
  fact('links.stands_in', { region, heading, link, of, before, after });

function likely({ outline, cause }: Check, standing: SideStanding | undefined): Fact {
  const { foundAt, foundPlace } = standing ?? {};
  if (cause?.code === 'links.hidden_link' || cause?.code === 'links.empty_link') return fact('links.likely_template');
  if (foundAt === undefined || foundPlace === undefined) return fact('links.likely_never');
  const still = outline?.bands.find(({ region, links }) => region === foundPlace.region && links > 0);
  return still === undefined
    ? fact('links.likely_redesign', { day: dayOf(foundAt), region: foundPlace.region })
    : fact('links.likely_removed', { day: dayOf(foundAt), region: foundPlace.region, links: still.links });
}
