/** An answer that the library would have given as well. */
type Reply = { clientId: string; body: string };

/** The short way through one endpoint. */
export type Way = {
  endpoint: 'token' | 'introspection' | 'userinfo';
  /** What a browser of another origin may read, as the library says it here. */
  exposed: string;
  takes: 'form' | 'bearer';
  /** `undefined`: this request is for the library. */
  answer: (authorization: string | undefined, body: Buffer | undefined) => Promise<Reply | undefined>;
};
