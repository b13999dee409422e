import type { CryptoFacts } from '../../crypto/facts.ts';
import type { Catalogue } from '../catalogue.ts';

const steps = { publish: '发布', promote: '启用', retire: '退役', add: '添加' } as const;

export const facts = {
  'crypto.keys_made': ({ dir }) => `密钥在 ${dir}，请马上备份`,
  'crypto.sm2_renewed': ({ dir }) => `新密钥在 ${dir}，请备份`,
  'crypto.rotated': ({ did, next, due }) =>
    `${did === undefined ? '还没有到期的步骤' : `做了：${steps[did]}`}。下一步：${steps[next]}，${due === undefined ? '随时可以' : `${due} 起`}`,
  'crypto.busy': '现在登录的人很多，请稍后再试',
} satisfies Catalogue<CryptoFacts>;
