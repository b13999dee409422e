import { days, epoch, startOf } from '../../clock.ts';
import type { Standing } from './judge.ts';
import type { Judged } from './service.ts';

const names: Readonly<Record<string, string>> = {
  ...{ node: '运行环境 Node', undici: '其中和依赖里的 undici', openssl: '其中 OpenSSL' },
  ...{ postgresql: '数据库 PostgreSQL', vips: '图片处理 libvips', sharp: '图片处理 sharp' },
};
const looked: Readonly<Record<string, string>> = {
  node: '这个进程和三分钟内报到的节点',
  undici: '进程自己报的和装好的依赖',
  openssl: '进程里实际装载的',
  postgresql: '正在应答的服务器',
  vips: '装好的图片库',
};
const light: Record<Standing, 'off' | 'run' | 'on'> = { open: 'off', accepted: 'run', beside: 'on' };
const verdicts = {
  hole: { open: '要补', accepted: '已接受', beside: '够不着' },
  floor: { open: '低于底线', accepted: '低于底线（已接受）' },
} as const;
const order: readonly Standing[] = ['open', 'accepted', 'beside'];
/** A list of that age is said to be old. */
const oldAfter = days(14);

/** 漏洞与底线 of 系统状态. */
export function shown({ holes, floors, issued, isShipped, loaded, least }: Judged, now: Date) {
  const named = holes
    .map(({ hole, version, standing }) => ({
      ...{ id: hole.id, name: `${partOf(hole.component)} ${version}`, standing },
      ...{ light: light[standing], verdict: verdicts.hole[standing] },
      ...{ reaches: hole.reaches.zh, cure: hole.cure.zh, href: hole.source },
    }))
    .toSorted((one, other) => order.indexOf(one.standing) - order.indexOf(other.standing));
  return {
    ...{ issued, isShipped },
    isOld: epoch(now) - epoch(startOf(issued)) > oldAfter,
    open: named.filter(({ standing }) => standing === 'open'),
    rest: named.filter(({ standing }) => standing !== 'open'),
    parts: [...least].map(([component, lowest]) => {
      const below = floors.filter((each) => each.component === component);
      const standing = order.find((each) => below.some((floor) => floor.standing === each));
      return {
        name: partOf(component),
        light: standing === undefined ? 'on' : light[standing],
        verdict: standing === 'open' || standing === 'accepted' ? verdicts.floor[standing] : '够',
        now: [...(loaded.get(component) ?? [])].join('、'),
        least: lowest.join('、'),
        looked: looked[component] ?? '装好的依赖',
      };
    }),
  };
}

export type AdvisoriesShown = ReturnType<typeof shown>;

const partOf = (component: string) => names[component] ?? component;
