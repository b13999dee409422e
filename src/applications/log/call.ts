/** Where partners call us, as the log names it. `shown`: of sandboxes only, a request that was in order and for which our pages came. */
export const endpoints = {
  shown: '打开登录页',
  authorization: '登录请求',
  par: '推送登录请求',
  token: '换取令牌',
  userinfo: '用户信息',
  introspection: '查询令牌',
  revocation: '撤销令牌',
  logout: '退出登录',
  api: '数据接口',
} as const;

export type Endpoint = keyof typeof endpoints;
export const isEndpoint = (name: string): name is Endpoint => Object.hasOwn(endpoints, name);

/** Why a call was refused: the error sent to the partner, and the details for its team. */
export interface Reason {
  /** The code and the description as they went over the wire. */
  error: string;
  description?: string | undefined;
  /** Details beside both; kept if the catalogue of causes knows them. */
  detail?: string | undefined;
  /** The received value, and the registered ones. */
  received?: string | undefined;
  registered?: readonly string[] | undefined;
}

/** One call, as reported by the endpoint that answered it. */
export interface Call {
  endpoint: Endpoint;
  /** A registered AK; undefined where the caller is unknown. */
  clientId: string | undefined;
  requestId: string;
  /** Undefined: it was answered as asked. */
  refusal?: Reason | undefined;
  /** Part of a verification (R57): marked in the log, and counted nowhere. */
  ofRun?: boolean;
}

/** A refusal as it rests: nothing in it is a secret or a person’s. */
export interface Failure extends Reason {
  clientId: string;
  endpoint: Endpoint;
  at: Date;
  registered: readonly string[];
  requestId: string;
}

export const ok = 'ok';
/** The outcome of calls of a verification, answered as asked or refused: not counted, and shown on its own page. */
export const ofRun = 'verification';
export const refusedInRun = 'verification_refused';
export const runOutcomes: readonly string[] = [ofRun, refusedInRun];

/** All calls of one kind in one minute. */
export interface Count {
  clientId: string | undefined;
  endpoint: Endpoint;
  /** `ok`, or the error. */
  outcome: string;
  minute: Date;
  calls: number;
}

/** With prompt=none a partner asks whether a session exists: 没有 is an answer to count, not a failure to look into. */
export const onlyCounted = ['login_required', 'consent_required', 'interaction_required', 'account_selection_required'];
export const isOnlyCounted = (error: string): boolean => onlyCounted.includes(error);
