import type { OidcFacts } from '../../oidc/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const oidc = {
  'oidc.test_citizens_only': '这是沙箱应用，只能用本机构的测试市民登录。测试市民在机构后台的“沙箱应用”页创建',
  'oidc.test_citizen_elsewhere': '这个测试市民是为本机构别的沙箱应用添加的，请换用这个应用的测试市民',
  'oidc.verifies_elsewhere': '这是在线验证的测试市民，只能登录正在验证的那个应用',
  'oidc.own_sandbox_only': '这是测试市民，只能登录所属机构的沙箱应用。请换用您自己的账号',
  'oidc.guardian_decides': '请让家长在“家庭账号”中同意您进入这个平台，同意以后再登录。家长会在那里看到您的请求',
  'oidc.guardian_manages': '孩子的账号由家长在“家庭账号”中管理，请让家长登录',
  'oidc.log_in_again': '请重新登录。',
  'oidc.grant_withdrawn': '授权刚刚被取消，请重新登录。',
  'oidc.same_browser': '请在开始登录的浏览器里继续。',
  'oidc.back_to_platform': '请返回原来的平台重新登录。',
  'oidc.step_done': '这一步已经完成。',
  'oidc.phone_unknown': '这个手机号还没有注册，请登录时选择“注册”',
  'oidc.password_once_more': '请再输入一次密码',
  'oidc.terms_missing': '请先阅读并同意《用户协议》和《隐私政策》',
  'oidc.identifier_missing': '请填写手机号或用户名',
  'oidc.password_missing': '请填写密码',
  'oidc.already_seen': '这个一次性的凭证已经用过',
} satisfies Catalogue<OidcFacts>;
