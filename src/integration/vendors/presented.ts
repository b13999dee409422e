import { isCountedDown } from '../../applications/aksk/lifetime.ts';
import { dayOf } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import { shortDay } from '../../http/pages/text.ts';
import type { LayerStanding } from '../layers.ts';
import type { Seal } from '../verification/runs/standing.ts';
import { fact } from './facts.ts';

type Say = Speech['say'];

/** How long an AK lasts. */
export function lifeOf({ left, disabledAt }: { left: number; disabledAt: Date | null }): {
  tone: string;
  words: string;
} {
  if (disabledAt !== null) return { tone: 'bad-t', words: '已禁用' };
  if (left < 0) return { tone: 'bad-t', words: `已到期 ${-left} 天` };
  if (left === 0) return { tone: 'bad-t', words: '今天到期' };
  return { tone: left <= 7 ? 'warn' : '', words: isCountedDown(left) ? `剩 ${left} 天` : '生效中' };
}

/** How 在线验证 stands, in a light and a word. */
export function lightOf(seal: Seal | undefined, say: Say): { look: 'on' | 'run' | 'off' | ''; words: string } {
  const on = seal?.passed === undefined ? '' : dayOf(seal.passed.at);
  switch (seal?.state) {
    case 'passed':
      return { look: 'on', words: on === '' ? '' : shortDay(on) };
    case 'due':
      return { look: 'on', words: say(fact('vendors.check_again', { day: on })) };
    case 'running':
      return { look: 'run', words: '正在验' };
    case 'failed':
      return { look: 'off', words: '没有通过' };
    case 'broken':
      return { look: 'off', words: '复查有问题' };
    case 'lapsed':
      return { look: 'off', words: '已过期' };
    default:
      return { look: '', words: '没有做' };
  }
}

const short = { links: '端口', login: '登录', resources: '资源', statistics: '数据' } as const;

/** Four squares: full where a layer is done, half where it is under way, empty where it has not begun. */
export function fourOf(
  layers: readonly LayerStanding[],
  say: Say,
): {
  squares: readonly { x: number; fill: 'full' | 'half' | 'none' }[];
  words: string;
} {
  const shapes = layers.map(({ layer, progress }, index) => {
    const fill =
      progress === 'done'
        ? ('full' as const)
        : progress === 'open' || progress === 'blocked'
          ? ('none' as const)
          : ('half' as const);
    const says = { full: '完成', half: '进行中', none: '未开始' }[fill];
    return { x: index * 20 + 1, fill, words: `${short[layer]}${says}` };
  });
  return {
    squares: shapes.map(({ x, fill }) => ({ x, fill })),
    words: say(fact('vendors.four', { layers: shapes.map(({ words }) => words) })),
  };
}
