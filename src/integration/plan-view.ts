import { dayOf } from '../clock.ts';
import { readFact, type Speech } from '../fact.ts';
import { qrCode } from '../http/pages/qr.ts';
import { link, shortDay } from '../http/pages/text.ts';
import { fact } from './facts.ts';
import type { Layer } from './layers.ts';
import { daysFrom, type ItemState, type Judged } from './plan.ts';
import type { PlanLook } from './plans.ts';
import { stripOf } from './strip.ts';

type Needs = {
  speech: Speech;
  names: ReadonlyMap<string, string>;
  side: 'member' | 'staff';
  /** Whether the reader may edit and mark items as done. */
  mayWrite: boolean;
  titleOf: (layer: Layer) => string;
};

/** How far an institution is with a line, as its page and the home page show it. */
export const progressShapes = {
  done: { tone: 'done', words: '已完成' },
  reviewing: { tone: 'tag wait', words: '审核中' },
  active: { tone: 'tag warn', words: '进行中' },
  returned: { tone: 'tag warn', words: '退回修改' },
  open: { tone: 'tag', words: '可以开始' },
  blocked: { tone: 'tag', words: '暂不能开始' },
} as const;

function mark(standing: ItemState, doneAt: Date | undefined): { tone: string; words: string } {
  switch (standing.state) {
    case 'done':
      return { tone: 'done', words: doneAt === undefined ? '已完成' : `${shortDay(dayOf(doneAt))} 完成` };
    case 'overdue':
      return { tone: 'tag bad-t', words: `超 ${standing.days} 天` };
    case 'today':
      return { tone: 'tag warn', words: '今天到期' };
    case 'soon':
    case 'later':
      return { tone: standing.state === 'soon' ? 'tag wait' : 'tag', words: `还有 ${standing.days} 天` };
    case 'waiting':
      return { tone: 'tag', words: '还没有开始' };
  }
}

const count = (number: number, words: string) => (number > 0 ? [`${number} 项${words}`] : []);

/** The plan as its page shows it, to the institution and to the operators alike. */
export async function presentPlan(found: PlanLook, { speech, names, side, mayWrite, titleOf }: Needs) {
  const { plan, items, summary, today, institution } = found;
  const address = plan?.group.address;
  const isWeb = address !== undefined && /^https?:/.test(address) && link(address) === address;
  const shown = ({ id, title, cloudOwner, partnerOwner, agreedOn, doneAt, standing, followsLayer }: Judged) => ({
    ...{ id, title, cloudOwner, partnerOwner, agreedOn },
    agreed: agreedOn === today ? `今天 ${shortDay(agreedOn)}` : shortDay(agreedOn),
    mark: mark(standing, doneAt),
    isDone: standing.state === 'done',
    mayFinish: mayWrite && !followsLayer && standing.state !== 'done',
    followsLayer,
  });
  return {
    side,
    mayWrite,
    institution: institution.name,
    institutionId: institution.id,
    hasPlan: plan !== undefined,
    owners: { cloud: plan?.cloudOwner ?? '', partner: plan?.partnerOwner ?? '' },
    endsOn: summary.endsOn && shortDay(summary.endsOn),
    urgent: [...count(summary.overdue, '超期'), ...count(summary.today, '今天到期')].join('、'),
    isLate: summary.overdue > 0,
    kpis: [
      { label: '已完成', value: String(summary.done), unit: `/ ${summary.all} 项` },
      {
        label: '超期',
        value: String(summary.overdue),
        unit: summary.overdue === 0 ? '项' : speech.say(fact('integration.late_days', { days: summary.overdueDays })),
      },
      { label: '本周还要到期', value: String(summary.thisWeek), unit: '项' },
      summary.endsOn === undefined
        ? { label: '距约定完成', value: '—', unit: '' }
        : endsIn(daysFrom(today, summary.endsOn)),
    ],
    strip: items.length === 0 ? undefined : stripOf(items, today, { titleOf, say: speech.say }),
    layers: found.layers.map(({ layer, progress, note, href }) => {
      const own = items.filter((item) => item.layer === layer);
      return {
        key: layer,
        title: titleOf(layer),
        note: speech.say(note),
        // Operators do not open the pages of the institution.
        href: side === 'member' && progress !== 'blocked' ? href : undefined,
        ...progressShapes[progress],
        done: own.filter(({ standing }) => standing.state === 'done').length,
        all: own.length,
        items: own.map(shown),
      };
    }),
    letters: found.letters.map(({ at, side: by, accountId, says }) => {
      const told = by === 'system' ? readFact(says) : undefined;
      const who = accountId === undefined ? '' : (names.get(accountId) ?? '');
      return {
        at,
        by: by === 'system' ? '系统' : by === 'cloud' ? `${who}（国家云）` : who,
        words: told === undefined ? says : speech.say(told),
      };
    }),
    group: plan && {
      name: plan.group.name ?? '',
      address: address ?? '',
      note: plan.group.note ?? '',
      qr: isWeb ? await qrCode(address) : undefined,
      isEmpty: plan.group.name === undefined && address === undefined,
    },
  };
}

const endsIn = (days: number) =>
  days < 0
    ? { label: '已过约定完成日', value: String(-days), unit: '天' }
    : { label: '距约定完成', value: String(days), unit: '天' };

export type ShownPlan = Awaited<ReturnType<typeof presentPlan>>;
