/** An answer that the library would have given as well. */
export type Reply = { clientId: string; body: string };

/** What a request says; `address` is the one that the gate believes. */
type Asked = { authorization: string | undefined; address: string; body: Buffer | undefined };

/** The short way through one endpoint. */
export type Way = {
  endpoint: 'token' | 'introspection' | 'userinfo';
  /** What a browser of another origin may read, as the library says it here. */
  exposed: string;
  takes: 'form' | 'bearer';
  /** `undefined`: this request is for the library. */
  answer: (asked: Asked) => Promise<Reply | undefined>;
};
