import type { Accounts } from '../../accounts/service.ts';
import type { Member } from '../../actor.ts';
import { after, dayOf, days } from '../../clock.ts';
import type { Fact, Speech } from '../../fact.ts';
import { hour } from '../../http/pages/text.ts';
import type { AskedEvent, Confirmations } from '../../resources/confirmations/service.ts';
import { weekdayOf } from '../../resources/invitations/days.ts';
import { fact } from '../facts.ts';

type Needs = { confirmations: Pick<Confirmations, 'week'>; accounts: Pick<Accounts, 'names'>; now: Date };
type Say = Speech['say'];

/** More rows than this are grouped by day. */
const mostRows = 12;

/** 下周都照常吗: the events of the week that the institution is asked about; once it has answered, a line. */
export async function aheadOf({ confirmations, accounts, now }: Needs, actor: Member, say: Say) {
  const { events, settled, answer, answeredBefore, hasEvents, mayAnswer, ...week } = await confirmations.week(actor);
  const line = (words: Fact) => ({ line: say(words), toAdd: false, ask: undefined });
  const { isNext } = week;
  const answered =
    answer &&
    say(
      fact('console.ahead_answered', {
        day: dayOf(answer.at),
        name: answer.name ?? (await accounts.names([answer.by])).get(answer.by) ?? '',
        entries: answer.entries,
        isNext,
      }),
    );
  if (events.length === 0 || !mayAnswer) {
    if (answered !== undefined) return { line: answered, toAdd: false, ask: undefined };
    if (!isNext || !hasEvents) return undefined;
    if (settled > 0) return line(fact('console.ahead_settled', { entries: settled }));
    return events.length > 0 ? undefined : { ...line(fact('console.ahead_none')), toAdd: mayAnswer };
  }
  const left = events.filter(({ clash }) => clash !== undefined).length;
  const good = events.length - left;
  const rows = events.map((event) => presentRow(event, say));
  return {
    line: answered,
    toAdd: false,
    ask: {
      title: say(fact('console.ahead_title', { entries: events.length, isNext, isMore: answered !== undefined })),
      span: say(
        fact('console.ahead_span', {
          from: dayOf(week.from),
          to: dayOf(after(week.until, -days(1))),
          before: answeredBefore && dayOf(answeredBefore),
        }),
      ),
      // A short list is one group without a heading.
      groups:
        rows.length <= mostRows
          ? [{ heading: undefined, isOpen: true, rows }]
          : [...Map.groupBy(rows, ({ day }) => day)].map(([day, group]) => ({
              heading: say(fact('console.ahead_day', { day, entries: group.length })),
              isOpen: group.some(({ clash }) => clash !== undefined),
              rows: group,
            })),
      left: left === 0 ? undefined : say(fact('console.ahead_left', { left, good })),
      after: good === 0 ? undefined : say(fact('console.ahead_after')),
      button: good === 0 ? undefined : say(fact('console.ahead_button', { entries: good })),
      seen: now.toISOString(),
    },
  };
}

function presentRow({ entryId, title, startsAt, place, taken, clash }: AskedEvent, say: Say) {
  const href = `/console/resources/${entryId}`;
  return {
    ...{
      at: startsAt,
      day: say(fact('console.ahead_date', { day: dayOf(startsAt), weekday: weekdayOf(startsAt) })),
      hour: hour(startsAt),
    },
    ...{ title, href, change: `${href}#change`, cancel: `${href}#live` },
    about: [place, taken === undefined || taken === 0 ? undefined : say(fact('console.ahead_taken', { taken }))]
      .filter((each) => each !== undefined)
      .join('　'),
    clash: clash === undefined ? undefined : say(fact('console.ahead_clash', { other: clash })),
  };
}
