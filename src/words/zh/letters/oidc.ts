import type { OidcExplanations } from '../../../oidc/facts.ts';
import type { Letters } from '../../catalogue.ts';

const someone = '这个平台';
const noFault = '您没有做错什么，账号也不受影响。';
/** Whoever wanted to leave still wants to: each says that they are signed in, and how to leave. */
const stillIn = '您还没有退出国家公共文化云：在公用电脑上，请点击下面的“退出登录”。';

export const oidc = {
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
