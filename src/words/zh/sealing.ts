import type { DataKeyPhase } from '../../crypto/rotation.ts';
import type { SealingFacts } from '../../operations/sealing/facts.ts';
import type { Catalogue } from '../catalogue.ts';

const states = { done: '做完', replaced: '停下，由新的接替' } as const;
const phases: Readonly<Record<DataKeyPhase, string>> = { seals: '封存用', published: '已公布', former: '旧的' };
const steps = { publish: '公布新密钥', promote: '启用' } as const;

export const facts = {
  'sealing.nodes_behind': ({ name, nodes }) =>
    `还有节点不认识数据密钥 ${name}（${nodes}）：让它们使用同一个 KEYS_DIR，发 SIGHUP，一分钟后再试`,
  'sealing.nodes_seal': ({ names, nodes }) =>
    `还有节点可能用旧密钥 ${names} 封存（${nodes}）：给它们发 SIGHUP 或换成这个版本，一分钟后再试`,
  'sealing.nothing_former': '没有旧的数据密钥',
  'sealing.still_sealed': ({ places }) => `还需要一把旧密钥（${places.join('、')}）：执行 cloud keys reseal，做完再试`,
  'sealing.too_early': ({ until }) =>
    `一天之内邮件里发过的链接要用旧密钥打开：${until} 之后再试；密钥被盗了就加 --force`,
  'sealing.under_way': ({ percent }) => `数据正在重新封存（${percent}%）：做完再试，cloud keys reseal 显示做到哪里`,
  'sealing.not_run': '还没有用现在的密钥重新封存过：执行 cloud keys reseal',
  'sealing.removed': ({ names }) =>
    `拿走了 ${names.join('、')}：在此之前的数据库备份，只有在此之前的 KEYS_DIR 备份能打开`,
  'sealing.run': ({ state, percent, begun, finished, changed, failed }) =>
    [
      state === 'under_way' ? `正在做，${percent}%` : `${finished} ${states[state]}`,
      `${begun} 开始`,
      `重新封存了 ${changed} 个值`,
      ...(failed > 0 ? [`${failed} 个没有密钥能打开`] : []),
    ].join('  '),
  'sealing.data_key': ({ name, phase, since, values }) => `${name}  ${phases[phase]}  ${since} 起  ${values} 个值`,
  'sealing.lost': '没有密钥能打开：',
  'sealing.rotated': ({ did, next, due }) =>
    [
      did === undefined ? '还没有到期的步骤' : `做了：${steps[did]}`,
      next === undefined ? '没有下一步' : `下一步：${steps.promote} ${next}，${due} 起`,
    ].join('。'),
} satisfies Catalogue<SealingFacts>;
