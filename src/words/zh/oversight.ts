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
  'oversight.kind_missing': '填写了对象时，请选择是哪一类',
  'oversight.subject_missing': '选择了对象时，请填写它的名称或编号',
  'oversight.no_person': '没有这个手机号、用户名或邮箱的账号，工作人员中也没有叫这个名字的；已注销的账号只能用编号查',
  'oversight.no_actor': ({ name }) =>
    `没有叫“${name}”的操作人。工作人员可填姓名、用户名、手机号或它的后四位；市民和机构成员填手机号或用户名`,
  'oversight.masked_name': ({ name }) =>
    `“${name}”是隐去一部分的姓名，查不了。请填写姓名全称、用户名或手机号，也可以直接点记录里的操作人`,
  'oversight.several_people': ({ name }) => `“${name}”对得上不止一个人，请填写手机号或用户名`,
  'oversight.several_called': ({ name }) => `叫“${name}”的不止一个，请填写编号`,
  'oversight.several_kinds': ({ name }) => `“${name}”在几类里都有，请在下面选择它是哪一类`,
  'oversight.none_anywhere': ({ name }) =>
    `没有找到“${name}”。请填写机构或应用的全称、工作人员的姓名、手机号、用户名、AK 或编号`,
  'oversight.none_called': ({ name }) => `没有叫“${name}”的，请填写全称或编号`,
  'oversight.many_searches': '一小时内查找的账号太多，请稍后再试',
  'oversight.menu_audit': '审计',
  'oversight.menu_tokens': '管理接口',
  'oversight.do_token': '生成管理接口凭证',
  'oversight.do_verify': '核对审计是否完整',
  'oversight.do_export': '导出审计',
  'oversight.do_looks': '看谁看过我馆的材料',
  'oversight.do_find_looks': '查谁看过资料',
  'oversight.also_find_looks': '查看记录 访问记录',
} satisfies Catalogue<OversightFacts & OversightPageFacts>;
