import type { DemoFacts } from '../../demo/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'demo.bad_logout_token': 'logout_token',
  'demo.other_issuer': '这次登录不是国家公共文化云发起的。请从首页登录。',
  'demo.nothing_to_book': '没有这个预约页',
} satisfies Catalogue<DemoFacts>;
