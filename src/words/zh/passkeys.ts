import type { PasskeyFacts } from '../../accounts/passkeys/facts.ts';
import type { Catalogue } from '../catalogue.ts';

const again = '请再试一次，或用其他方式登录';

export const facts = {
  'passkeys.unreadable': `没有读懂这台设备的回答，${again}`,
  'passkeys.not_asked': `这一次的确认不是在这个页面上开始的，${again}`,
  'passkeys.challenge_used': `这一次的确认已经用过，${again}`,
  'passkeys.challenge_over': `确认的时间过长（5 分钟内有效），${again}`,
  'passkeys.other_origin': `通行密钥的确认来自另一个网址。请核对地址栏里的网址，${again}`,
  'passkeys.other_site': `这把通行密钥属于另一个网站，${again}`,
  'passkeys.not_verified_person': `设备没有核对指纹、面容或锁屏密码，${again}`,
  'passkeys.wrong_signature': `这把通行密钥没有通过核对，${again}`,
  'passkeys.counter_back': '这把通行密钥可能被复制过，没有登录。请用其他方式登录，然后在“通行密钥”中删除它',
  'passkeys.unknown': '这把通行密钥已经删除，或不是国家公共文化云的。请用其他方式登录',
  'passkeys.other_account': '这把通行密钥属于另一个账号，请换一把，或用其他方式登录',
  'passkeys.other_attestation': '这台设备的通行密钥带有我们不需要的证明，没有添加',
  'passkeys.known_already': '这台设备的通行密钥已经添加过',
  'passkeys.max_reached': ({ max }) => `最多添加 ${max} 把通行密钥，请先删除不用的`,
  'passkeys.tries_spent': ({ minutes }) => `尝试次数过多，请 ${minutes} 分钟后再试，或用其他方式登录`,
  'passkeys.not_found': '没有找到这把通行密钥，它可能已经删除。',
  'passkeys.only_way': '至少保留一种登录方式。请先设置密码或绑定手机号，再删除这把通行密钥',
  'passkeys.passkeys': '通行密钥',
  'passkeys.none': '还没有添加',
  'passkeys.named': ({ names }) => names.join('、'),
  'passkeys.turn_on': '开启通行密钥',
  'passkeys.one': ({ name }) => `通行密钥：${name}`,
  'passkeys.menu_passkeys': '通行密钥',
} satisfies Catalogue<PasskeyFacts>;
