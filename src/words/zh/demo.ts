import type { DemoFacts } from '../../demo/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'demo.bad_logout_token': 'logout_token',
  'demo.other_issuer': '这次登录不是国家公共文化云发起的。请从首页登录。',
  'demo.no_such_page': '没有这一页，它可能已经下线',
} satisfies Catalogue<DemoFacts>;
