/** The answers to two logout notices: a forged one and a true one, and the first words of that to the true one. Undefined where the application takes none; throws if there is no answer. */
export type SendNotices = (
  clientId: string,
  accountId: string,
) => Promise<{ status: number; forgedStatus: number; reason: string } | undefined>;

/** The same two, for a program that fetches them. */
export type SignNotices = (
  clientId: string,
  accountId: string,
) => Promise<{ real: string; forged: string } | undefined>;
