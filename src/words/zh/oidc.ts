import type { OidcExplanations, OidcFacts } from '../../oidc/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';

const someone = '这个平台';
const noFault = '您没有做错什么，账号也不受影响。';
/** The visitor still wants to log out: each text states that they are signed in, and how to log out. */
const stillIn = '您还没有退出国家公共文化云：在公用电脑上，请点击下面的“退出登录”。';

export const facts = {
  'oidc.test_citizens_only': '这是沙箱应用，只能用本机构的测试市民登录。测试市民在机构后台沙箱应用的页面添加',
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
  'oidc.go_on': '继续',
  'oidc.go_on_by_hand': '浏览器没有自动跳转，请点击“继续”。',
  'oidc.no_phone': '您还没有绑定手机号',
  'oidc.no_realname': '您还没有核对过证件，没有实名可以给出',
  'oidc.realname_seen': ({ masked }) => `已核对证件（${masked}），不含全名和证件号`,
  'oidc.no_age': '只给出我们确定的：已满 14 周岁',
  'oidc.to_sign_in_again': '重新登录',
  'oidc.to_leave': '退出登录',
  'oidc.to_try_again': '再试一次',
  'oidc.to_home': '返回国家公共文化云',
  'oidc.to_platform': ({ platform }) => `返回${platform}`,
} satisfies Catalogue<OidcFacts>;

export const letters = {
  'oidc.address_unregistered': ({ platform = someone }) => ({
    heading: `${platform}的登录设置有误`,
    paragraphs: [`它使用的回调地址没有在国家公共文化云登记，为保护您的账号，登录已停止。${noFault}`],
  }),
  'oidc.platform_unknown': ({ platform = someone }) => ({
    heading: `${platform}没有接入国家公共文化云登录`,
    paragraphs: [`它使用的编号没有登记，登录已停止。${noFault}`],
  }),
  'oidc.platform_over': ({ platform = someone }) => ({
    heading: `${platform}暂时不能用国家公共文化云登录`,
    paragraphs: [
      `该平台与国家公共文化云的对接已停用或已到期。${noFault}`,
      '您可以先用该平台的其他方式登录，或联系该平台。',
    ],
  }),
  'oidc.crowded': {
    heading: '登录的人太多了',
    paragraphs: [
      `您的网络在一分钟内发起的登录太多，可能是许多人共用一个网络。请等一分钟再试，或换用手机流量。${noFault}`,
    ],
  },
  'oidc.failed': {
    heading: '这次没有成功',
    paragraphs: ['系统暂时没有处理成功，我们已经记录下来。请稍后再试，或把编号告诉客服。'],
  },
  'oidc.request_wrong': ({ platform = someone }) => ({
    heading: `${platform}发来的登录请求有误`,
    paragraphs: [`请返回后再试一次；如果仍然不行，请联系该平台，并告诉它上面的编号。${noFault}`],
  }),
  'oidc.leaving_address': ({ platform = someone }) => ({
    heading: `${platform}的退出设置有误`,
    paragraphs: ['它要求退出以后打开的网址没有在国家公共文化云登记，所以没有跳转。', stillIn],
  }),
  'oidc.leaving_request': ({ platform = someone }) => ({
    heading: `${platform}发来的退出请求有误`,
    paragraphs: ['国家公共文化云认不出它随请求带来的凭证或编号。您没有做错什么。', stillIn],
  }),
  'oidc.leaving_outdated': {
    heading: '退出页面已过期',
    paragraphs: ['可能是停留太久，或在另一个窗口里又打开了一次。', stillIn],
  },
  'oidc.login_done': ({ platform }) => ({
    heading: '这次登录已经完成',
    paragraphs: [`这个页面已经用过了。${platform === undefined ? '' : `请回到${platform}继续。`}您的账号不受影响。`],
  }),
  'oidc.login_outdated': {
    heading: '登录页面已过期',
    paragraphs: ['可能是停留超过了 60 分钟、换了浏览器，或浏览器清除了 Cookie。请重新登录，您的账号不受影响。'],
  },
} satisfies Letters<OidcExplanations>;
