import type { ActorFacts } from '../../actor.ts';
import type { ErrorFacts } from '../../errors.ts';
import type { Catalogue } from '../catalogue.ts';

export const ground = {
  'errors.to_correct': ({ count }) => `有 ${count} 处需要修改`,
  'actor.role_may_not': '您的角色不能做这项操作，请联系系统管理员',
  'actor.whole_country': '这项工作涉及全国，您的角色只负责部分地区，请交给负责全国的同事',
} satisfies Catalogue<ErrorFacts & ActorFacts>;
