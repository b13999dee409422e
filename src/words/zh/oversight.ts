import type { OversightFacts, OversightPageFacts } from '../../oversight/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'oversight.scope_not_needed': '您的角色用不到其中的一项，请只选择自己的角色能做的事',
  'oversight.most_tokens': ({ most }) => `一个人最多同时有 ${most} 个凭证，请先作废不用的`,
  'oversight.second_factor_first': '请先在“登录与安全”中设置双重验证',
  'oversight.no_token': '没有找到这个凭证',
  'oversight.no_live_token': '没有找到这个凭证，它可能已经作废',
  'oversight.own_tokens_only': '管理接口的凭证只能由本人登录后管理',
  'oversight.subject_incomplete': 'subject_kind 和 subject_id 须同时给出',
  'oversight.kind_missing': '填写了对象编号时，请选择对象',
  'oversight.subject_missing': '选择了对象时，请填写对象编号',
  'oversight.menu_audit': '审计',
  'oversight.menu_tokens': '管理接口',
  'oversight.do_token': '生成管理接口凭证',
  'oversight.do_verify': '核对审计是否完整',
  'oversight.do_export': '导出审计',
} satisfies Catalogue<OversightFacts & OversightPageFacts>;
