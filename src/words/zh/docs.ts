import type { DocsFacts } from '../../docs/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const docs = {
  'docs.no_page': '开发者中心没有这一页，请从目录或查找进入。',
  'docs.no_problem_page': '没有这个代码的说明，请从列表查找。',
  'docs.no_sandbox_for_call': '您没有生效中的沙箱应用，或者它没有这个接口要的能力。请到“应用与密钥 → 沙箱应用”看看。',
  'docs.no_channel': '没有这个栏目，请从列表查找。',
} satisfies Catalogue<DocsFacts>;
