import { z } from 'zod';
import { type KeysProblem, mostPublicKeys, readPublicKeys } from '../../crypto/public-keys.ts';
import type { Fact } from '../../fact.ts';
import { written } from '../../fact.ts';
import { check, select } from '../../fields/choice.ts';
import type { Data, Fields, Values } from '../../fields/form.ts';
import { issue } from '../../fields/issue.ts';
import { missing } from '../../fields/text.ts';
import { webAddressProblem } from '../../fields/web-address.ts';
import type { LoginProof } from '../aksk/application.ts';
import { frameworkNames, isFramework } from '../aksk/frameworks.ts';
import { fact } from '../facts.ts';
import { type Authentication, authenticationOf, authMethodOf, type Protocol } from './protocol.ts';

const authentications = {
  secret: 'AK 和 SK：程序在服务器上，能保管 SK',
  private_key_jwt: '自己的私钥（private_key_jwt）：登记公钥，不使用 SK',
  none: '公开应用：网页或 App，不能保管 SK，没有数据接口',
} as const satisfies Record<Authentication, string>;

const loginProofs = {
  pkce: 'PKCE（推荐）',
  pkce_or_nonce: 'PKCE 或 nonce（RFC 9700 第 2.1.1 节）',
  neither: '两者都不发送：须写明框架，由运营在审核时限期放行；沙箱应用立即放行',
} as const satisfies Record<LoginProof, string>;

const keysProblems: Readonly<Record<KeysProblem, Fact>> = {
  form: fact('applications.keys_form'),
  many: fact('applications.keys_many', { most: mostPublicKeys }),
  private: fact('applications.keys_private'),
  weak: fact('applications.keys_weak'),
};

/** An address that is fetched or opened by us: of a site on the web, by https; in a sandbox this machine's will do where a browser opens it. */
const httpsAddress = (label: string, hint: string, loopback = false) =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const checked = webAddressProblem(typed, { label, loopback });
      const problem =
        'problem' in checked
          ? checked.problem
          : checked.address.startsWith('https:') || loopback
            ? undefined
            : fact('applications.https_address', { label });
      if (problem !== undefined) ctx.addIssue(issue(problem));
      return 'address' in checked ? checked.address : z.NEVER;
    })
    .meta({ title: label, control: 'url', hint });

/** 高级设置, as the form of an application, the page of an AK and that of a sandbox have them. Left alone they give the defaults. */
export const protocolFields = ({ sandbox = false } = {}): Fields => ({
  loginProof: select('登录的防护', loginProofs, {
    hint:
      'PKCE 或 nonce 把授权码与发起的登录绑在一起。框架发送 nonce 而不发送 PKCE 时（例如 Spring Boot 2.7–3.5 的默认设置），' +
      '可以选第二项；这时程序必须核对 id_token 里的 nonce。公开应用和 FAPI 应用只能用 PKCE。',
  }).optional(),
  framework: select('使用的框架', frameworkNames, {
    hint: '登录被拒绝时，调用记录会给出这个框架要加的一行设置',
  })
    .optional()
    .meta({ requiredWhen: '两者都不发送时必填' }),
  authentication: select('应用的认证方式', authentications, {
    hint: '改成私钥或公开应用以后，已有的 SK 立即停用',
  }).optional(),
  jwks: z
    .string(written(missing('公钥（JWKS）')))
    .superRefine((text, ctx) => {
      const read = readPublicKeys(text);
      if ('problem' in read) ctx.addIssue(issue(keysProblems[read.problem]));
    })
    .meta({
      title: '公钥（JWKS）',
      control: 'textarea',
      max: 12_000,
      hint: '只填公钥，JSON 格式：{"keys":[…]}。RSA 2048 位以上、P-256 或 Ed25519',
    })
    .optional()
    .meta({ requiredWhen: '用自己的私钥时，公钥和公钥地址填一项' }),
  jwksUri: httpsAddress('公钥地址（jwks_uri）', '国家公共文化云按这个地址取公钥，轮换密钥时不必再来修改')
    .optional()
    .meta({ requiredWhen: '与公钥填一项' }),
  requirePar: check('只接受推送的登录请求（PAR）', undefined, { hint: '登录请求的内容不再经过浏览器' }),
  requireSignedRequest: check('只接受签名的登录请求（JAR）', undefined, { hint: '用登记的公钥验证，须先登记公钥' }),
  fapi: check('FAPI 2.0 安全配置', undefined, {
    hint: '私钥认证、PAR、PKCE、DPoP 全部强制，刷新令牌不轮换；开启后，此前签发的令牌立即停用',
  }),
  profileInIdToken: check('id_token 里也带昵称、头像和邮箱', undefined, {
    hint:
      '给不读 userinfo 的程序（Auth.js、Hono、Keycloak 的映射）。代价：个人信息留在令牌里，被程序、日志和浏览器一起保存；令牌变长；' +
      '市民改了昵称，要再登录一次才更新。仍然只有市民同意提供的；手机号、实名和地区从不放进去。能读 userinfo 的程序请不要打开',
  }),
  initiateLoginUri: httpsAddress(
    '发起登录的地址（initiate_login_uri）',
    '市民从国家公共文化云进入您的平台时打开它，由您的程序立即发起登录',
    sandbox,
  ).optional(),
});

const texts = (values: Values, name: string) => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

const isAuthentication = (value: unknown): value is Authentication =>
  typeof value === 'string' && Object.hasOwn(authentications, value);
const isLoginProof = (value: unknown): value is LoginProof =>
  typeof value === 'string' && Object.hasOwn(loginProofs, value);

/** The settings of the fields; an empty one keeps its earlier value, or gets the default. */
export function readProtocol(values: Values, before: Pick<Protocol, 'authMethod'> | undefined): Protocol {
  const { authentication, loginProof, framework } = values;
  const keys = readPublicKeys(texts(values, 'jwks') ?? '');
  return {
    authMethod: authMethodOf(isAuthentication(authentication) ? authentication : 'secret', before?.authMethod),
    jwks: 'jwks' in keys ? keys.jwks : undefined,
    jwksUri: texts(values, 'jwksUri'),
    loginProof: isLoginProof(loginProof) ? loginProof : 'pkce',
    framework: isFramework(framework) ? framework : undefined,
    requirePar: values.requirePar === true,
    fapi: values.fapi === true,
    requireSignedRequest: values.requireSignedRequest === true,
    profileInIdToken: values.profileInIdToken === true,
    initiateLoginUri: texts(values, 'initiateLoginUri'),
  };
}

/** The settings in force, as these fields would hold them. */
export const protocolData = (of: Protocol): Data => ({
  loginProof: of.loginProof,
  framework: of.framework ?? '',
  authentication: authenticationOf(of.authMethod),
  jwks: of.jwks === undefined ? '' : JSON.stringify(of.jwks, undefined, 2),
  jwksUri: of.jwksUri ?? '',
  requirePar: of.requirePar ? '1' : '',
  requireSignedRequest: of.requireSignedRequest ? '1' : '',
  fapi: of.fapi ? '1' : '',
  profileInIdToken: of.profileInIdToken ? '1' : '',
  initiateLoginUri: of.initiateLoginUri ?? '',
});
